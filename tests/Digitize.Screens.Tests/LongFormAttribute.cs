using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Digitize.Screens.Tests;

/// <summary>Run by <c>./digitize test --long</c> only: another size, language or way of what an ordinary test goes through already.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class LongFormAttribute : NUnitAttribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        if (Environment.GetEnvironmentVariable("DIGITIZE_LONG_TESTS") != "1")
        {
            test.RunState = RunState.Ignored;
            test.Properties.Set(PropertyNames.SkipReason, "A part of the long form: ./digitize test --long");
        }
    }
}
