using System.Diagnostics;
using System.Globalization;
using Digitize.Accounts;
using Digitize.Ocr;
using Digitize.Ocr.Terminal;
using Digitize.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Demo;

/// <summary>Sends a folder of letters to the running service as its customer would, and tells what came of each.</summary>
internal sealed class SampleLetters(DirectoryInfo samples, string data)
{
    private const string AccountName = "demo";
    private const int LinesShown = 12;

    private static readonly string[] Scans = [".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".webp", ".heic"];

    /// <summary>Long enough to be tried out, short enough to be forgotten on a screen.</summary>
    private static readonly TimeSpan LifeOfKey = TimeSpan.FromDays(1);

    /// <summary>The letters that come with the program.</summary>
    public static DirectoryInfo Ours()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Digitize.sln")))
            {
                return new DirectoryInfo(Path.Combine(folder.FullName, "samples"));
            }
        }

        throw new DirectoryNotFoundException("The samples are not beside the program; give --samples FOLDER.");
    }

    /// <returns>How the demonstration ended; null when it stays up to be tried.</returns>
    public async Task<ExitCode?> ShowAsync(IServiceProvider services, Uri address, bool stays, CancellationToken cancel)
    {
        var letters = samples.EnumerateFiles().Where(file => Scans.Contains(file.Extension.ToLowerInvariant())).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        if (letters.Count == 0)
        {
            Console.Error.WriteLine($"digitize: there are no letters in {samples.FullName}");
            return ExitCode.FileAccess;
        }

        var key = (await KeyAsync(services, cancel)).Reveal();
        using var service = new DemoClient(address, key);
        Console.Out.WriteLine($"Sending {letters.Count} letters of {samples.FullName} to it.");
        var began = Stopwatch.GetTimestamp();
        var sent = new List<(FileInfo File, string? Id)>();
        foreach (var letter in letters)
        {
            sent.Add((letter, await SendAsync(service, letter, cancel)));
        }

        var target = Directory.CreateDirectory(Path.Combine(data, "out")).FullName;
        var pages = 0;
        var worst = sent.Any(letter => letter.Id is null) ? ExitCode.NotReadable : ExitCode.Done;
        foreach (var (file, id) in sent.Where(letter => letter.Id is not null))
        {
            var document = await FinishedAsync(service, file, id!, cancel);
            pages += document.Pages;
            worst = document.IsComplete ? worst : ExitCode.SomePagesUnreadable;
            await TellAsync(service, file, document, target, cancel);
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{pages} pages in {seconds:0.0} s. The searchable PDFs are in {target}"));
        if (!stays)
        {
            return worst;
        }

        Console.Out.WriteLine($"\nThe service stays up at {address}; Ctrl-C ends it. Look for a word in all letters:\n  curl -H 'Authorization: Bearer {key}' '{address}api/v1/documents?query=rechnung'");
        return null;
    }

    private static async Task<ApiKeyText> KeyAsync(IServiceProvider services, CancellationToken cancel)
    {
        var register = services.GetRequiredService<AccountRegister>();
        var blobs = services.GetRequiredService<EncryptedBlobs>();
        var account = await register.FindAccountAsync(AccountName, cancel)
            ?? ((NewAccount.Created)await register.CreateAccountAsync(AccountName, id => blobs.NewAccountKey(id.ToString()), Actor.OnMachine, cancel)).Id;
        return await services.GetRequiredService<ApiKeys>().IssueAsync(account, Permissions.ReadDocuments | Permissions.WriteDocuments, LifeOfKey, Actor.OnMachine, cancel);
    }

    /// <returns>Null when the service does not take the file, which has been told.</returns>
    private static async Task<string?> SendAsync(DemoClient service, FileInfo letter, CancellationToken cancel)
    {
        switch (await service.SendAsync(letter, cancel))
        {
            case DemoClient.Sent.Taken taken:
                return taken.Id;
            case DemoClient.Sent.Refused refused:
                Console.Out.WriteLine(Printable.Of($"{letter.Name} was not taken: {refused.Sentence}"));
                return null;
            default:
                throw new UnreachableException();
        }
    }

    private static async Task<DemoDocument> FinishedAsync(DemoClient service, FileInfo file, string id, CancellationToken cancel)
    {
        while (true)
        {
            var document = DemoDocument.Read(await service.GetAsync(id, cancel));
            if (document.IsOver)
            {
                Progress("");
                return document;
            }

            Progress($"{file.Name}: {document.Progress}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
        }
    }

    /// <summary>One line that is written over itself; nothing where nobody looks.</summary>
    private static void Progress(string line)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\r\u001b[K" + Printable.Of(line));
        }
    }

    private static async Task TellAsync(DemoClient service, FileInfo file, DemoDocument document, string target, CancellationToken cancel)
    {
        if (document.Failure is { } failure)
        {
            Console.Out.WriteLine("\n" + Printable.Of($"{file.Name} could not be read: {failure}"));
            return;
        }

        var pdf = await service.BytesAsync(document.Id, "pdf", cancel);
        await File.WriteAllBytesAsync(Path.Combine(target, Path.ChangeExtension(file.Name, ".pdf")), pdf, cancel);
        var text = System.Text.Encoding.UTF8.GetString(await service.BytesAsync(document.Id, "text", cancel));
        Console.Out.WriteLine("\n" + Printable.Of(string.Create(
            CultureInfo.InvariantCulture, $"{file.Name}: {Count(document.Pages, "page")}, {document.Certainty}, {file.Length / 1024.0:0} KB → {pdf.Length / 1024.0:0} KB")));
        foreach (var remark in document.Remarks)
        {
            Console.Out.WriteLine("  · " + Printable.Of(remark));
        }

        var lines = text.Split(['\n', '\f'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.Take(LinesShown))
        {
            Console.Out.WriteLine("  │ " + Printable.Of(line));
        }

        if (lines.Length > LinesShown)
        {
            Console.Out.WriteLine($"  │ … and {Count(lines.Length - LinesShown, "more line")}");
        }
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
