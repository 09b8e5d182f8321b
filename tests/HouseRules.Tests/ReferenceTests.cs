namespace HouseRules.Tests;

public sealed class ReferenceTests
{
    [Test]
    public void Pages_references_nothing_but_the_framework()
    {
        var references = typeof(Digitize.Pages.PageNumber).Assembly.GetReferencedAssemblies().Select(name => name.Name!);
        Assert.That(references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name != "Microsoft.Win32.Primitives"), Is.Empty);
    }
}
