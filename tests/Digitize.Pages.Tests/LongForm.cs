using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Digitize.Pages.Tests;

/// <summary>The longer form of the tests, <c>./digitize test --long</c>: more kills, more letters, every file of the corpus, every size and language of a screen.</summary>
internal static class LongForm
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("DIGITIZE_LONG_TESTS") == "1";
}

/// <summary>A test of the longer form only: another size, language, file or way of what an ordinary test goes through already. Otherwise it says that it is left out.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class LongFormAttribute : NUnitAttribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        if (!LongForm.IsAsked)
        {
            test.RunState = RunState.Ignored;
            test.Properties.Set(PropertyNames.SkipReason, "Of the longer form: ./digitize test --long");
        }
    }
}
