using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Tests.Storage;

internal sealed class MasterKeyTests
{
    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();
    private TemporaryFolder folder = null!;
    private string path = null!;

    [SetUp]
    public void Open()
    {
        folder = new TemporaryFolder();
        path = Path.Combine(folder.Path, "keys", "master.key");
    }

    [TearDown]
    public void Close() => folder.Dispose();

    [OneTimeTearDown]
    public void Forget() => random.Dispose();

    [Test]
    public void The_first_start_makes_a_key_that_only_its_owner_may_read_and_the_next_finds_it()
    {
        using var made = MasterKey.LoadOrCreate(path, random);
        using var found = MasterKey.LoadOrCreate(path, random);
        Assert.That(found.Id, Is.EqualTo(made.Id));
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(folder.Files, Is.EqualTo(new[] { path }));
        Assert.That(found.Unwrap(made.Wrap(new byte[32], "a"), "a"), Is.EqualTo(new byte[32]));
    }

    [Test]
    public async Task Two_processes_that_start_at_once_end_with_one_key()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var key = MasterKey.LoadOrCreate(path, random);
            return key.Id;
        })));
        Assert.That(ids.Distinct(), Has.Exactly(1).Items);
        Assert.That(folder.Files, Is.EqualTo(new[] { path }));
    }

    [Test]
    public void A_key_that_others_may_read_is_refused()
    {
        MasterKey.LoadOrCreate(path, random).Dispose();
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.That(() => MasterKey.LoadOrCreate(path, random), Throws.InstanceOf<UnusableMasterKeyException>().With.Message.Contains("chmod 600"));
    }

    [TestCase("")]
    [TestCase("AAAA")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("not a key at all, is it?")]
    public void A_file_that_holds_no_key_is_refused(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        Assert.That(() => MasterKey.LoadOrCreate(path, random), Throws.InstanceOf<UnusableMasterKeyException>().With.Message.Contains("32 bytes"));
        Assert.That(() => MasterKey.FromBase64(text), Throws.InstanceOf<UnusableMasterKeyException>());
    }

    [Test]
    public void Without_its_key_existing_data_gets_no_new_one()
    {
        Assert.That(() => MasterKey.Load(new MasterKeyOptions { Path = path }, Path.Combine(folder.Path, "data"), hasData: true, random), Throws.InstanceOf<UnusableMasterKeyException>().With.Message.Contains("backup"));
        Assert.That(File.Exists(path), Is.False);
        MasterKey.Load(new MasterKeyOptions { Path = path }, Path.Combine(folder.Path, "data"), hasData: false, random).Dispose();
        Assert.That(File.Exists(path), Is.True);
    }

    [Test]
    public void A_key_in_the_data_folder_is_refused() =>
        Assert.That(() => MasterKey.Load(new MasterKeyOptions { Path = path }, folder.Path, hasData: false, random), Throws.InstanceOf<UnusableMasterKeyException>().With.Message.Contains("data folder"));

    [Test]
    public void A_key_that_was_set_needs_no_file()
    {
        using var key = MasterKey.Load(new MasterKeyOptions { Base64 = Convert.ToBase64String(new byte[32]), Path = path }, folder.Path, hasData: true, random);
        Assert.That(key.Id, Has.Length.EqualTo(16));
        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void The_wrong_key_says_so_by_both_names()
    {
        using var right = MasterKey.LoadOrCreate(path, random);
        using var wrong = MasterKey.LoadOrCreate(path + "2", random);
        var wrapped = right.Wrap(new byte[32], "a");
        Assert.That(() => wrong.Unwrap(wrapped, "a"), Throws.InstanceOf<CryptographicException>().With.Message.Contains(right.Id).And.Message.Contains(wrong.Id));
    }

    [Test]
    public void A_wrapped_key_opens_for_its_purpose_only_and_shows_every_change()
    {
        using var master = MasterKey.LoadOrCreate(path, random);
        var wrapped = master.Wrap(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), "anna");
        Assert.That(() => master.Unwrap(wrapped, "bert"), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => master.Unwrap(wrapped.AsSpan(1), "anna"), Throws.InstanceOf<CryptographicException>());
        for (var bit = 0; bit < wrapped.Length * 8; bit++)
        {
            var changed = (byte[])wrapped.Clone();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.That(() => master.Unwrap(changed, "anna"), Throws.InstanceOf<CryptographicException>(), $"bit {bit}");
        }
    }
}
