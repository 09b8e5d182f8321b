using Digitize.Pages.Imaging;
using NUnit.Framework.Internal;

namespace Digitize.Pages.Tests;

public sealed class NativeHandlesTests
{
    [Test]
    public void A_picture_that_is_not_freed_fails_its_test()
    {
        var count = new NativeHandlesAreFreedAttribute();
        var test = TestExecutionContext.CurrentContext.CurrentTest;
        count.BeforeTest(test);
        using var left = PageImage.FromGray(Spoils.Blank(3, 3), new Dpi(100));
        Assert.That(() => count.AfterTest(test), Throws.TypeOf<AssertionException>());
    }
}
