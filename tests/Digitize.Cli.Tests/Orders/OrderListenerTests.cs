using System.Net.Sockets;
using System.Text;
using Digitize.Cli.Installation;
using Digitize.Cli.Orders;
using Digitize.Ocr;
using Digitize.Web;
using Digitize.Wiring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digitize.Cli.Tests.Orders;

/// <summary>The socket of a service, and what comes in at it.</summary>
internal sealed class OrderListenerTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("digitize-order-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task What_comes_in_is_an_order_or_is_answered_with_a_sentence()
    {
        await using var services = Services();
        using var listener = Listener(services);
        await listener.StartAsync(CancellationToken.None);
        Assert.That(File.GetUnixFileMode(OrderSocket.PathFor(_folder)!), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        foreach (var strange in new[] { "", "\0\u0001", "{}", "null", """{"$type":"nothing"}""", """{"$type":"createAccount"}""", """{"$type":"createAccount","Name":null}""", new string('x', 100_000), "GET / HTTP/1.1\r\n\r\n" })
        {
            var refused = await AskAsync(strange);
            Assert.That((refused?.Code, refused?.Sentence), Is.EqualTo((ExitCode.WrongArguments, "the service that runs does not know this order. Restart it with this version of the program.")), strange[..Math.Min(40, strange.Length)]);
        }

        var listed = await AskAsync("""{"$type":"listUsers"}""");
        Assert.That((listed?.Code, listed?.Output), Is.EqualTo((ExitCode.Done, "LOGIN\tACCOUNT\tROLE\tSTATE\tSECOND FACTOR")), "After all these it takes orders still.");
        await listener.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task A_socket_of_a_dead_process_is_replaced_and_that_of_a_living_one_never()
    {
        var path = OrderSocket.PathFor(_folder)!;
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");
        }

        File.Move(path + ".kept", path);
        await using var services = Services();
        using var living = Listener(services);
        await living.StartAsync(CancellationToken.None);
        using var second = Listener(services);
        Assert.That(async () => await second.StartAsync(CancellationToken.None), Throws.InstanceOf<IOException>());
        Assert.That(await AskAsync("strange"), Is.Not.Null);
        await living.StopAsync(CancellationToken.None);
    }

    [Test]
    public void A_path_that_is_too_long_for_a_socket_has_it_in_the_folder_for_such_things()
    {
        var deep = Path.Combine(_folder, new string('a', 60), new string('b', 60));
        var before = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        try
        {
            Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", _folder);
            Assert.That(OrderSocket.PathFor(deep), Does.Match($"^{_folder}/digitize-[0-9a-f]{{16}}.socket$"));
            Assert.That(OrderSocket.PathFor(deep), Is.Not.EqualTo(OrderSocket.PathFor(deep + "c")));
            Assert.That(OrderSocket.PathFor(_folder), Is.EqualTo(Path.Combine(_folder, "digitize.socket")));
            Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", null);
            Assert.That(OrderSocket.PathFor(deep), Is.Null);
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", before);
        }
    }

    private async Task<OrderAnswer?> AskAsync(string text)
    {
        using var socket = await OrderSocket.TryConnectAsync(OrderSocket.PathFor(_folder)!, CancellationToken.None);
        await socket!.SendAsync(Encoding.UTF8.GetBytes(text));
        socket.Shutdown(SocketShutdown.Send);
        return await OrderSocket.ReceiveAsync<OrderAnswer>(socket, 1 << 20, CancellationToken.None);
    }

    private OrderListener Listener(IServiceProvider services) => new(OrderSocket.PathFor(_folder), services, TimeProvider.System, NullLogger<OrderListener>.Instance);

    private ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDigitize(InstallationSettings.For(_folder, workers: 0));
        services.AddDigitizeAccounts();
        return services.BuildServiceProvider();
    }
}
