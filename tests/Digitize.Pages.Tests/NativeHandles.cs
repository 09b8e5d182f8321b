using Digitize.Pages.Native;
using NUnit.Framework.Interfaces;

[assembly: Digitize.Pages.Tests.NativeHandlesAreFreed]

namespace Digitize.Pages.Tests;

/// <summary>After every test, as many native objects are alive as before it.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class NativeHandlesAreFreedAttribute : Attribute, ITestAction
{
    private int _before;

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test) => _before = NativeCheck.Alive;

    public void AfterTest(ITest test) =>
        Assert.That(NativeCheck.Alive, Is.EqualTo(_before), "native objects were left alive");
}
