using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class ResolutionEstimateTests
{
    [TestCase(2480, 3508, null, 300)]
    [TestCase(2550, 3300, null, 300)]
    [TestCase(1200, 1697, null, 145)]
    [TestCase(3024, 4032, null, 365.7)]
    [TestCase(640, 2000, null, 200)]
    [TestCase(2480, 3508, 72d, 300)]
    [TestCase(2480, 3508, 1d, 300)]
    [TestCase(2480, 3508, 96d, 300)]
    [TestCase(595, 842, 72d, 72)]
    [TestCase(2480, 3508, 300d, 300)]
    [TestCase(1240, 1754, 150d, 150)]
    [TestCase(2480, 3508, 100000d, 300)]
    public void A_page_has_the_resolution_that_its_paper_makes_likely(int width, int height, double? stated, double expected) =>
        Assert.That(ResolutionEstimate.Choose(width, height, stated, stated).Dpi.Value, Is.EqualTo(expected).Within(1.5));

    [Test]
    public void A_disbelieved_claim_is_named_in_the_reason() =>
        Assert.That(ResolutionEstimate.Choose(2480, 3508, 72, 72).Reason, Does.Contain("72"));

    [Test]
    public void A_fax_with_uneven_pixels_is_believed() =>
        Assert.That(ResolutionEstimate.Choose(1728, 1100, 204, 98), Has.Property("IsStated").True);
}
