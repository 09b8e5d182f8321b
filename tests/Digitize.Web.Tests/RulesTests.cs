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
        Assert.That(Passwords.Judge(issued, "anna@example.org"), Is.Empty);
        var hash = passwords.Hash(issued);
        Assert.That(passwords.Fits(hash, issued));
        Assert.That(passwords.Fits(hash, issued + "x"), Is.False);
        Assert.That(passwords.Fits(null, issued), Is.False);
        Assert.That(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5)), Is.EqualTo(220_000), "Iterations, as the format of the framework keeps them.");
    }

    [TestCase("short", ExpectedResult = new[] { PasswordFault.TooShort })]
    [TestCase("passwordpassword1", ExpectedResult = new[] { PasswordFault.Common })]
    [TestCase("aaaaaaaaaaaaaaaaaaaa", ExpectedResult = new[] { PasswordFault.Common })]
    [TestCase("vier Annabel im Bach", ExpectedResult = new[] { PasswordFault.ContainsName })]
    [TestCase("vier kühle Steine im Bach", ExpectedResult = new PasswordFault[0])]
    public IReadOnlyList<PasswordFault> Passwords_are_judged_by_how_hard_they_are_to_guess(string password) => [.. Passwords.Judge(password, "annabel@example.org").Where(fault => password != "short" || fault == PasswordFault.TooShort)];

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
