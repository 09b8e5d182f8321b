using System.Net;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Pages;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Digitize.Web.Uploads;

namespace Digitize.Web.Tests;

public sealed class RulesTests
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    [OneTimeTearDown]
    public void Dispose() => _random.Dispose();

    [TestCaseSource(nameof(Codes))]
    public void Every_reason_has_a_problem_in_two_languages(FailureCode code)
    {
        var type = ProblemTypes.For(code);
        Assert.That(ProblemTypes.All, Has.Member(type));
        Assert.That((type.English, type.German, type.Status), Is.Not.EqualTo(("", "", 0)));
        Assert.That(type.German, Is.Not.EqualTo(type.English));
    }

    [Test]
    public void No_two_problems_share_a_name() => Assert.That(ProblemTypes.All.Select(type => type.Name), Is.Unique);

    [Test]
    public void A_key_is_read_back_and_a_slip_of_the_pen_is_noticed()
    {
        var key = ApiKeyText.New(_random);
        var text = key.Reveal();
        Assert.That(text, Does.Match("^dgt_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$"));
        Assert.That(ApiKeyText.TryParse(text)?.SecretSha256, Is.EqualTo(key.SecretSha256));
        for (var at = 0; at < text.Length; at++)
        {
            Assert.That(ApiKeyText.TryParse(text[..at] + (text[at] == 'a' ? 'b' : 'a') + text[(at + 1)..]), Is.Null, $"at {at}");
        }

        Assert.That(key.ToString(), Does.Not.Contain(text[17..40]));
    }

    [Test]
    public void An_issued_password_passes_its_own_judgment_and_fits_its_hash_only()
    {
        var passwords = new Passwords(_random);
        var issued = passwords.Issue();
        Assert.That(Passwords.Judge(issued, false, "anna@example.org"), Is.Empty);
        var hash = passwords.Hash(issued);
        Assert.That(passwords.Fits(hash, issued));
        Assert.That(passwords.Fits(hash, issued + "x"), Is.False);
        Assert.That(passwords.Fits(null, issued), Is.False);
        Assert.That(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5)), Is.EqualTo(220_000), "Iterations, as the format of the framework keeps them.");
    }

    [TestCase("Kiesel am Weg", ExpectedResult = new[] { PasswordFault.TooShort })]
    [TestCase("passwordpassword1", ExpectedResult = new[] { PasswordFault.Common })]
    [TestCase("aaaaaaaaaaaaaaaaaaaa", ExpectedResult = new[] { PasswordFault.Common })]
    [TestCase("P4ssw0rt!P4ssw0rt!", ExpectedResult = new[] { PasswordFault.Common })]
    [TestCase("123456789012345678", ExpectedResult = new[] { PasswordFault.Common })]
    [TestCase("qwertzuiopasdfghj", ExpectedResult = new[] { PasswordFault.Common })]
    [TestCase("Sommer2026!!!!!!!!", ExpectedResult = new[] { PasswordFault.Common })]
    [TestCase("das Nest vom Zeisig", ExpectedResult = new[] { PasswordFault.ContainsName })]
    [TestCase("correct horse battery staple", ExpectedResult = new PasswordFault[0])]
    [TestCase("vier Annabel im Bach", ExpectedResult = new[] { PasswordFault.ContainsName })]
    [TestCase("vier kühle Steine im Bach", ExpectedResult = new PasswordFault[0])]
    public IReadOnlyList<PasswordFault> Passwords_are_judged_by_how_hard_they_are_to_guess(string password) => Passwords.Judge(password, hasSecondFactor: false, "annabel@example.org", "Zeisig & Söhne KG");

    [Test]
    public void Next_to_a_second_factor_twelve_characters_are_enough_and_any_sentence_of_a_few_lines_is_taken()
    {
        Assert.That(Passwords.Judge("Kiesel Weg 7", hasSecondFactor: true), Is.Empty);
        Assert.That(Passwords.Judge("Kiesel Weg7", hasSecondFactor: true), Is.EqualTo(new[] { PasswordFault.TooShort }));
        Assert.That(Passwords.Judge(string.Concat(Enumerable.Range(0, 20).Select(number => $"Stein {number}, ")), hasSecondFactor: false), Is.Empty);
        Assert.That(Passwords.Judge(string.Concat(Enumerable.Range(0, 40).Select(number => $"Stein {number}, ")), hasSecondFactor: false), Is.EqualTo(new[] { PasswordFault.TooLong }));
    }

    // RFC 6238, appendix B, SHA-1: the last six of its eight digits.
    [TestCase(59, ExpectedResult = "287082")]
    [TestCase(1111111109, ExpectedResult = "081804")]
    [TestCase(1111111111, ExpectedResult = "050471")]
    [TestCase(1234567890, ExpectedResult = "005924")]
    [TestCase(2000000000, ExpectedResult = "279037")]
    [TestCase(20000000000, ExpectedResult = "353130")]
    public string Codes_are_those_of_the_standard(long seconds) => TimeCodes.CodeAt("12345678901234567890"u8, TimeCodes.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)));

    [Test]
    public void A_code_is_taken_one_step_early_or_late_and_never_after_it_or_a_later_one_was_used()
    {
        var secret = "12345678901234567890"u8.ToArray();
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var step = TimeCodes.StepAt(now);
        var offsets = Enumerable.Range(-3, 7).Where(offset => TimeCodes.FindStep(secret, TimeCodes.CodeAt(secret, step + offset), now, null) == step + offset);
        Assert.That(offsets, Is.EqualTo(new[] { -1, 0, 1 }));
        Assert.That(TimeCodes.FindStep(secret, TimeCodes.CodeAt(secret, step), now, step), Is.Null);
        Assert.That(TimeCodes.FindStep(secret, TimeCodes.CodeAt(secret, step - 1), now, step), Is.Null);
        Assert.That(TimeCodes.FindStep(secret, TimeCodes.CodeAt(secret, step + 1), now, step), Is.EqualTo(step + 1));
        Assert.That(TimeCodes.FindStep(secret, "", now, null), Is.Null);
    }

    // RFC 4648, section 10.
    [TestCase("f", ExpectedResult = "MY")]
    [TestCase("fooba", ExpectedResult = "MZXW6YTB")]
    [TestCase("foobar", ExpectedResult = "MZXW6YTBOI")]
    public string Secrets_are_spelled_as_apps_expect(string bytes) => TimeCodes.ToBase32(System.Text.Encoding.ASCII.GetBytes(bytes));

    [TestCase("203.0.113.77", ExpectedResult = "203.0.0.0")]
    [TestCase("::ffff:203.0.113.77", ExpectedResult = "203.0.0.0")]
    [TestCase("2001:db8:aaaa:bbbb::1", ExpectedResult = "2001:db8::")]
    public string Addresses_are_cut_until_they_point_at_nobody(string address) => Addresses.Shorten(IPAddress.Parse(address)).ToString();

    [TestCase("filename YnJpZWY=,is_secret", ExpectedResult = "filename=brief;is_secret=")]
    [TestCase(null, ExpectedResult = "")]
    [TestCase("filename ***", ExpectedResult = null)]
    [TestCase("a YQ==,a YQ==", ExpectedResult = null)]
    public string? Metadata_of_uploads_is_read_as_tus_writes_it(string? header) =>
        UploadProtocol.ReadMetadata(header) is { } found ? string.Join(';', found.Select(pair => $"{pair.Key}={pair.Value}")) : null;

    [TestCase("-1")]
    [TestCase("+5")]
    [TestCase("5.0")]
    [TestCase("99999999999999999999")]
    [TestCase(null)]
    public void What_is_no_offset_is_refused(string? offset)
    {
        var now = DateTimeOffset.UnixEpoch;
        Assert.That(UploadProtocol.JudgePiece(new UploadProgress(10, 5, now.AddDays(1), false), UploadProtocol.PieceType, offset, 5, now)?.Type, Is.EqualTo(ProblemTypes.BadRequest));
    }

    private static FailureCode[] Codes() => Enum.GetValues<FailureCode>();
}
