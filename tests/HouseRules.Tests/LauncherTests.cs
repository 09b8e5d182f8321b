namespace HouseRules.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LauncherTests
{
    [TestCase("digitize")]
    [TestCase(".ci/run")]
    public void Scripts_can_be_run(string script)
    {
        Assert.That(File.GetUnixFileMode(Path.Combine(Sources.Root, script)).HasFlag(UnixFileMode.UserExecute));
    }

    [Test]
    public void Continuous_integration_runs_the_same_command_as_people() =>
        Assert.That(File.ReadAllText(Path.Combine(Sources.Root, ".ci/run")), Does.Contain("./digitize test"));

    [Test]
    public void Servers_that_are_installed_for_tests_are_not_started()
    {
        var launcher = File.ReadAllText(Path.Combine(Sources.Root, "digitize"));
        Assert.That(launcher, Does.Contain("without_starting_servers \"${as_root[@]}\" env DEBIAN_FRONTEND=noninteractive apt-get install"));
        Assert.That(launcher, Does.Not.Match("(?m)^(?!.*without_starting_servers).*apt-get install -y"));
    }

    [Test]
    public void The_top_level_is_what_was_agreed()
    {
        string[] agreed = ["src", "tests", "tessdata", "samples", "Digitize.sln", "docker-compose.yml", "README.md", "digitize", "Directory.Build.props", "Directory.Packages.props", "global.json", "artifacts"];
        var found = new DirectoryInfo(Sources.Root).EnumerateFileSystemInfos().Select(entry => entry.Name).Where(name => !name.StartsWith('.'));
        Assert.That(found.Except(agreed), Is.Empty);
    }

    [TestCase("up")]
    [TestCase("work")]
    [TestCase("demo")]
    public void A_verb_that_reads_letters_in_children_installs_their_sandbox(string verb)
    {
        var launcher = File.ReadAllText(Path.Combine(Sources.Root, "digitize"));
        var branch = System.Text.RegularExpressions.Regex.Match(launcher, $@"\n  [\w |]*\b{verb}\b[\w |]*\)\n    install_missing needs_of_everything_served\n");
        Assert.That(branch.Success, $"{verb} starts with what the engine alone needs.");
    }
}
