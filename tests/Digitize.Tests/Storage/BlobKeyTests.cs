using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Tests.Storage;

internal sealed class BlobKeyTests
{
    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();

    [OneTimeTearDown]
    public void Forget() => random.Dispose();

    [Test]
    public void New_keys_read_back_as_themselves()
    {
        foreach (var key in new[] { BlobKey.New("anna", random), BlobKey.NewTemporary("0190c5f0-0000-7000-8000-000000000000", random) })
            Assert.That(BlobKey.TryParse(key.Value), Is.EqualTo(key));
    }

    [Test]
    public void A_key_tells_its_account_and_whether_it_is_temporary()
    {
        var (kept, temporary) = (BlobKey.New("tmp", random), BlobKey.NewTemporary("anna", random));
        Assert.Multiple(() =>
        {
            Assert.That((kept.Account, kept.IsTemporary), Is.EqualTo(("tmp", false)));
            Assert.That((temporary.Account, temporary.IsTemporary), Is.EqualTo(("anna", true)));
        });
    }

    [TestCase("anna/ab/cd/../../../../etc/passwd")]
    [TestCase("../ab/cd/abcd0000000000000000000000000000")]
    [TestCase("/ab/cd/abcd0000000000000000000000000000")]
    [TestCase("anna/ab/ce/abcd0000000000000000000000000000")]
    [TestCase("anna/AB/CD/ABCD0000000000000000000000000000")]
    [TestCase("anna/ab/cd/abcd000000000000000000000000000")]
    [TestCase("anna/ab/cd/abcd0000000000000000000000000000\n")]
    [TestCase("anna/ab/cd/abcd0000000000000000000000000000.part")]
    [TestCase("anna/tmp/../abcd0000000000000000000000000000")]
    [TestCase("-anna/ab/cd/abcd0000000000000000000000000000")]
    [TestCase("an.na/ab/cd/abcd0000000000000000000000000000")]
    [TestCase("")]
    public void Anything_else_is_no_key(string value) => Assert.That(BlobKey.TryParse(value), Is.Null);

    [TestCase("")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("Anna")]
    public void An_account_that_is_no_plain_name_gets_no_key(string account) => Assert.That(() => BlobKey.New(account, random), Throws.ArgumentException);

    [Test]
    public void A_key_that_was_never_set_cannot_be_used() => Assert.That(() => default(BlobKey).Value, Throws.InvalidOperationException);
}
