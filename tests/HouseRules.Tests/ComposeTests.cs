using System.Reflection;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace HouseRules.Tests;

/// <summary>The form of <c>docker-compose.yml</c> and <c>src/Dockerfile</c>: what they name exists, and what an operator relies on is there.</summary>
public sealed class ComposeTests
{
    private const string Prefix = "DIGITIZE_";

    private static readonly string Text = File.ReadAllText(Path.Combine(Sources.Root, "docker-compose.yml"));
    private static readonly string Dockerfile = File.ReadAllText(Path.Combine(Sources.Root, "src", "Dockerfile"));
    private static readonly Dictionary<string, Dictionary<object, object>> Services = Read();

    /// <summary>The sections of the wiring, as <c>AddSettings</c> names them.</summary>
    private static readonly Dictionary<string, Type> Sections = Regex
        .Matches(string.Join('\n', Sources.All.Where(file => file.Path.StartsWith("src/Digitize/Wiring/", StringComparison.Ordinal)).Select(file => file.Text)), @"AddSettings<(\w+)>\(settings, ""(\w+)""\)")
        .ToDictionary(match => match.Groups[2].Value, match => typeof(Digitize.Wiring.DigitizeWiring).Assembly.GetTypes().Single(type => type.Name == match.Groups[1].Value));

    [Test]
    public void Every_setting_that_is_given_is_one_of_the_programs()
    {
        var given = Services.Values.SelectMany(service => Map(service, "environment").Keys).Select(key => (string)key).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        Assert.That(Sections, Has.Count.GreaterThan(5));
        Assert.That(given, Is.Not.Empty);
        Assert.That(given.Where(name => !IsSetting(name[Prefix.Length..].Split("__"))), Is.Empty);
    }

    [Test]
    public void Every_variable_must_be_given_and_is_explained()
    {
        var used = Regex.Matches(Text, @"(?<!\$)\$\{(\w+)(:\?)?\}").ToList();
        Assert.That(used.Where(match => !match.Groups[2].Success).Select(match => match.Value), Is.Empty);
        var explained = string.Join('\n', Text.Split('\n').TakeWhile(line => line.StartsWith('#')));
        Assert.That(used.Select(match => match.Groups[1].Value).Distinct().Where(name => !Regex.IsMatch(explained, $@"\b{name}\b")), Is.Empty);
    }

    [Test]
    public void No_secret_is_written_down()
    {
        var secrets = Services.Values.SelectMany(service => Map(service, "environment")).Where(entry => Regex.IsMatch((string)entry.Key, "PASS|Secret|AccessKey|Base64", RegexOptions.IgnoreCase));
        Assert.That(secrets.Select(entry => (string)entry.Value), Is.Not.Empty.And.All.Matches(@"^\$\{\w+:\?\}$"));
        Assert.That(Dockerfile, Does.Not.Match(@"(?im)^(ENV|ARG|COPY|RUN)\b.*(password|secret|master\.key|token)"));
    }

    [Test]
    public void Every_service_has_an_image_of_one_version_a_health_check_a_restart_and_limits() => Assert.Multiple(() =>
    {
        foreach (var (name, service) in Services)
        {
            Assert.That((string)service["image"], Does.Match(@"^[\w./-]+:[\w.-]+$").And.Not.EndsWith(":latest"), name);
            Assert.That(Map(service, "healthcheck").Keys, Is.SupersetOf(new[] { "test", "interval", "timeout", "retries" }), name);
            Assert.That(service["restart"], Is.EqualTo("unless-stopped"), name);
            var limits = Map(Map(Map(service, "deploy"), "resources"), "limits");
            Assert.That(limits.Keys, Is.EquivalentTo(new[] { "cpus", "memory" }), name);
            Assert.That(service["security_opt"] as List<object>, Does.Contain("no-new-privileges:true"), name);
        }
    });

    [Test]
    public void What_is_waited_for_is_there_and_healthy()
    {
        var awaited = Services.Values.SelectMany(service => Map(service, "depends_on")).ToList();
        Assert.That(awaited.Select(entry => (string)entry.Key).Distinct(), Is.Not.Empty.And.SubsetOf(Services.Keys));
        Assert.That(awaited.Select(entry => ((Dictionary<object, object>)entry.Value)["condition"]), Is.All.EqualTo("service_healthy"));
    }

    [Test]
    public void Only_the_web_machine_is_reached_from_outside_and_only_from_this_host()
    {
        Assert.That(Services.Where(entry => entry.Value.ContainsKey("ports")).Select(entry => entry.Key), Is.EqualTo(new[] { "web" }));
        Assert.That((List<object>)Services["web"]["ports"], Is.All.StartWith("127.0.0.1:"));
        Assert.That(Services.Where(entry => ((List<object>)entry.Value["networks"]).Contains("front")).Select(entry => entry.Key), Is.EqualTo(new[] { "web" }));
        Assert.That(Text, Does.Match(@"(?m)^  back:\n    internal: true$"));
    }

    [Test]
    public void The_commands_are_verbs_and_options_of_the_program() => Assert.Multiple(() =>
    {
        foreach (var command in new[] { "web", "worker" }.Select(name => ((List<object>)Services[name]["command"]).Cast<string>().ToList()))
        {
            var verb = Sources.All.Single(file => file.Path == $"src/Digitize.Cli/Verbs/{char.ToUpperInvariant(command[0][0])}{command[0][1..]}Verb.cs").Text;
            Assert.That(command.Where(word => word.StartsWith("--", StringComparison.Ordinal) && word != "--data").Where(option => !verb.Contains($"\"{option}\"", StringComparison.Ordinal)), Is.Empty);
        }
    });

    [Test]
    public void The_image_is_made_from_what_is_there()
    {
        var copied = Regex.Matches(Dockerfile, @"(?m)^COPY (?!--from)(.+) \S+$").SelectMany(match => match.Groups[1].Value.Split(' ')).ToList();
        Assert.That(copied, Is.Not.Empty);
        Assert.That(copied.Where(name => !Path.Exists(Path.Combine(Sources.Root, name))), Is.Empty);
        Assert.That(Dockerfile, Does.Match(@"(?m)^USER \$APP_UID$").And.Match("(?m)^HEALTHCHECK ").And.Not.Match("(?m)^FROM .*:latest"));
    }

    [Test]
    public void The_image_has_the_libraries_that_the_launcher_installs()
    {
        var launcher = File.ReadAllText(Path.Combine(Sources.Root, "digitize"));
        var needs = new[] { "engine", "service" }.SelectMany(part => Regex.Matches(Regex.Match(launcher, $@"(?s)needs_of_the_{part}\(\) \{{\n(.*?)\n\}}").Groups[1].Value, @"'[^']*' ([\w. +-]+)$", RegexOptions.Multiline))
            .Select(match => match.Groups[1].Value.Split(' ')).ToList();
        var installed = Regex.Match(Dockerfile, @"apt-get install -y --no-install-recommends \\\n\s*([^\\]+?) *\\").Groups[1].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.That(needs, Has.Count.EqualTo(7));
        Assert.That(installed.Where(package => !needs.Any(names => names.Contains(package))), Is.EqualTo(new[] { "tini" }));
        Assert.That(needs.Where(names => !names.Intersect(installed).Any()).Select(names => names[0]), Is.Empty);
        Assert.That(Dockerfile, Does.Contain("apt-get upgrade"));
    }

    [Test]
    public void The_first_process_of_the_container_takes_away_what_ended_processes_leave_behind() =>
        Assert.That(Dockerfile, Does.Match("""(?m)^ENTRYPOINT \["/usr/bin/tini", "--", "/opt/digitize/digitize"\]$"""));

    private static bool IsSetting(string[] path)
    {
        var type = Sections.GetValueOrDefault(path[0]);
        foreach (var name in path.Skip(1))
        {
            type = type?.GetProperty(name, BindingFlags.Public | BindingFlags.Instance)?.PropertyType;
        }

        return type is not null && path.Length > 1;
    }

    private static Dictionary<object, object> Map(Dictionary<object, object> parent, string name) => parent.TryGetValue(name, out var child) ? (Dictionary<object, object>)child : [];

    private static Dictionary<string, Dictionary<object, object>> Read()
    {
        var parser = new MergingParser(new Parser(new StringReader(Text)));
        var all = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(parser);
        return ((Dictionary<object, object>)all["services"]).ToDictionary(entry => (string)entry.Key, entry => (Dictionary<object, object>)entry.Value);
    }
}
