using FsCheck;

namespace Digitize.Pages.Tests;

/// <summary>Checks properties in one way: from the same seed every time, so that a build that was green stays green. A failure names the input.</summary>
internal static class Properties
{
    public static void Holds(this Property property, int inputs = 100) =>
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(inputs).WithReplay(20261124, 17));
}
