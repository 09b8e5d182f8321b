using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Scaled.Tests.EndToEnd;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Faults;

/// <summary>P29: who asks for too much gets little of it, and the others do not notice.</summary>
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.All)]
public sealed class AbuseTests
{
    private static readonly int Letters = LongForm.IsAsked ? 5000 : 220;

    private static readonly AccountId Other = AccountId.New(TimeProvider.System);

    private ServiceUnderFire? _service;
    private string _otherKey = "";
    private string _password = "";

    private ServiceUnderFire Service => _service!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await ServiceUnderFire.CreateAsync();
        _otherKey = await _service.AddAsync(Other, "Beispiel AG");
        await using (var provider = _service.AtRest())
        {
            var register = provider.GetRequiredService<AccountRegister>();
            _password = ((NewUser.Created)await register.CreateUserAsync("anna@example.org", Other, Role.Owner, Actor.System, CancellationToken.None)).Password;
        }

        await _service.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await Service.DisposeAsync();

    [Test]
    [CancelAfter(60_000)]
    public async Task Connections_that_trickle_are_closed_and_keep_nobody_out(CancellationToken cancel)
    {
        var half = Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        var slow = Encoding.ASCII.GetBytes($"POST /api/v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Service.Key}\r\nContent-Type: application/pdf\r\nContent-Length: 1000000\r\n\r\n%PDF-1.7");
        var lines = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => TrickleAsync(number % 2 == 0 ? half : slow, cancel)));
        using (var client = Service.Client(_otherKey))
        {
            Assert.That((await client.GetAsync("/api/v1/documents", cancel)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        await Task.WhenAll(lines.Select(line => ClosedAsync(line, cancel)));
        using var database = new DigitizeDatabase(new DatabaseOptions { File = Path.Combine(Service.Folder, "digitize.db") });
        await using var db = database.Open(CurrentAccount.Everyone);
        Assert.That(await db.Documents.CountAsync(row => row.FileName == "", cancel), Is.Zero, "Half a letter is none.");
    }

    [Test]
    public async Task Open_uploads_over_the_limit_are_refused_to_that_account_only()
    {
        var answers = new List<int>();
        for (var number = 0; number < 25; number++)
        {
            answers.Add(await BeginAsync(Service.Key));
        }

        Assert.That(answers, Is.EqualTo(Enumerable.Repeat(201, 20).Concat(Enumerable.Repeat(429, 5))));
        Assert.That(await BeginAsync(_otherKey), Is.EqualTo(201));
    }

    [Test]
    public async Task Guessing_from_everywhere_is_slowed_down_and_the_owner_gets_in()
    {
        Assert.That(await SignInAsync("127.44.0.1", _password), Is.EqualTo(204));
        var spray = await Task.WhenAll(Enumerable.Range(1, 40).Select(number => SignInAsync($"127.55.0.{number}", "Sommer 2026 im Garten")));
        Assert.That(spray.Count(status => status == 401), Is.InRange(15, 28), "20 at once, and a few more as the minute passes");
        Assert.That(spray.Count(status => status == 429), Is.EqualTo(40 - spray.Count(status => status == 401)));
        Assert.That(await SignInAsync("127.44.0.1", _password), Is.EqualTo(204), "The owner, from where they have been before.");
    }

    [Test]
    [CancelAfter(300_000)]
    public async Task A_letter_of_another_account_does_not_wait_for_hundreds(CancellationToken cancel)
    {
        await Service.SendAsync(Enumerable.Range(0, Letters).Select(number => $"haufen{number}"), 1);
        await Service.UntilAsync(async db => await db.Documents.CountAsync(row => row.AccountId == Service.Account, cancel) == Letters);
        using (var client = Service.Client(_otherKey))
        {
            using var letter = new ByteArrayContent(QuickRunner.Letter("eilig", 3));
            letter.Headers.ContentType = new("application/pdf");
            Assert.That((await client.PostAsync("/api/v1/documents?fileName=eilig.pdf", letter, cancel)).StatusCode, Is.EqualTo(HttpStatusCode.Created));
        }

        await Service.UntilAsync(db => db.Documents.AnyAsync(row => row.AccountId == Other && row.State == DocumentState.Completed, cancel));
        using var database = new DigitizeDatabase(new DatabaseOptions { File = Path.Combine(Service.Folder, "digitize.db") });
        await using var db = database.Open(CurrentAccount.Everyone);
        var (from, to) = await db.Documents.Where(row => row.AccountId == Other).Select(row => new ValueTuple<DateTimeOffset, DateTimeOffset?>(row.ReceivedAt, row.FinishedAt)).SingleAsync(cancel);
        var finished = await db.Documents.Where(row => row.AccountId == Service.Account && row.FinishedAt != null).Select(row => row.FinishedAt).ToListAsync(cancel);
        var before = finished.Count(at => at < from);
        var meanwhile = finished.Count(at => at >= from && at <= to);
        TestContext.Out.WriteLine($"{before} of {Letters} were finished before, {meanwhile} while the letter of the other account went through");
        Assert.That(before, Is.LessThan(Letters * 3 / 4), "There was a queue.");

        // Five pieces of work (counting, three pages, the PDF) take turns with five of the pile's; what was on its way cannot be overtaken.
        Assert.That(meanwhile, Is.LessThanOrEqualTo(12));
    }

    private static async Task ClosedAsync(TcpClient line, CancellationToken cancel)
    {
        using (line)
        {
            try
            {
                while (await line.GetStream().ReadAsync(new byte[4096], cancel) > 0)
                {
                    // An answer may come first: that it took too long.
                }
            }
            catch (IOException)
            {
                // Closed without a word.
            }
        }
    }

    private async Task<TcpClient> TrickleAsync(byte[] beginning, CancellationToken cancel)
    {
        var line = new TcpClient();
        await line.ConnectAsync(Service.Address.Host, Service.Address.Port, cancel);
        await line.GetStream().WriteAsync(beginning, cancel);
        return line;
    }

    private async Task<int> BeginAsync(string key)
    {
        using var client = Service.Client(key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", "1000");
        using var answer = await client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private async Task<int> SignInAsync(string from, string password)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = async (context, stop) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync(context.DnsEndPoint, stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = Service.Address };
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { login = "anna@example.org", password });
        return (int)answer.StatusCode;
    }
}
