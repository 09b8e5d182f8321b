using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Exports;

/// <summary>What was written. <paramref name="Faults"/>: files that could not be read, in sentences; they are listed in the export as well.</summary>
public sealed record ExportSummary(long Documents, IReadOnlyList<string> Faults);

/// <summary>
/// Writes all that is stored about an account as a ZIP that opens without us: originals, PDFs of every version, text, facts, people and keys, and the audit with everybody who read something.
/// What lies in the trash, is restricted, or is being read is in it as well. Streamed: neither memory nor disk grows with the account.
/// </summary>
public sealed class ExportWriter(DigitizeDatabase database, EncryptedBlobs blobs, AuditTrail trail, TimeProvider time)
{
    private const int AtOnce = 50;

    /// <summary>EEXIST: what stands there is somebody else's, and stays.</summary>
    private const int FileExists = 17;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    /// <param name="zip">Written from its beginning to its end; stays open.</param>
    /// <param name="tell">Called after each document with how many are done; null for nobody.</param>
    /// <exception cref="KeyNotFoundException">There is no such account.</exception>
    public async Task<ExportSummary> WriteAsync(AccountId account, Stream zip, Func<long, Task>? tell, CancellationToken cancel)
    {
        await using var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancel);
        var output = new Output(archive, time.GetUtcNow());
        byte[] accountKey;
        await using (var db = database.Open(CurrentAccount.Of(account)))
        {
            var row = await db.Accounts.SingleOrDefaultAsync(row => row.Id == account, cancel) ?? throw new KeyNotFoundException($"There is no account {account}.");
            accountKey = row.WrappedKey;
            await output.TextAsync("README.txt", ExportReadme.Text(row.Name, time.GetUtcNow()), cancel);
            await output.TextAsync("account.json", JsonSerializer.Serialize(await AccountFacts.ReadAsync(db, row, cancel), Readable), cancel);
        }

        await WriteIndexAsync(output, account, cancel);
        var documents = 0L;
        await foreach (var document in DocumentsAsync(account, cancel))
        {
            await WriteAsync(output, document, accountKey, cancel);
            documents++;
            await (tell?.Invoke(documents) ?? Task.CompletedTask);
        }

        await WriteAuditAsync(output, account, cancel);
        if (output.Faults.Count > 0)
        {
            await output.TextAsync("faults.txt", string.Join('\n', output.Faults) + "\n", cancel);
        }

        return new ExportSummary(documents, output.Faults);
    }

    /// <summary>The same into a file that only its owner may read, under its name and on the disk when all of it is there.</summary>
    /// <exception cref="IOException">There is such a file already, or no room.</exception>
    public async Task<ExportSummary> WriteFileAsync(AccountId account, string path, Func<long, Task>? tell, CancellationToken cancel)
    {
        var unfinished = path + ".part";
        try
        {
            ExportSummary summary;
            await using (var file = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                summary = await WriteAsync(account, file, tell, cancel);
                DurableFiles.Flush(file);
            }

            DurableFiles.Publish(unfinished, path);
            DurableFiles.FlushFolder(Path.GetDirectoryName(path)!);
            return summary;
        }
        catch (Exception broken) when (broken is not IOException { HResult: FileExists })
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private async IAsyncEnumerable<Document> DocumentsAsync(AccountId account, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        DocumentId? last = null;
        while (true)
        {
            List<Document> some;
            await using (var db = database.Open(CurrentAccount.Of(account)))
            {
                var rest = last is { } after ? db.AllDocuments.Where(row => row.Id > after) : db.AllDocuments;
                some = await rest.OrderBy(row => row.Id).Take(AtOnce).ToListAsync(cancel);
            }

            foreach (var document in some)
            {
                yield return document;
            }

            if (some.Count < AtOnce)
            {
                yield break;
            }

            last = some[^1].Id;
        }
    }

    /// <summary>A table for people, which spreadsheets open.</summary>
    private async Task WriteIndexAsync(Output output, AccountId account, CancellationToken cancel)
    {
        await using var table = new StreamWriter(await output.OpenAsync("index.csv", cancel), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await table.WriteLineAsync("folder,title,file,received,dated,pages,state,id");
        await foreach (var document in DocumentsAsync(account, cancel))
        {
            string?[] cells =
            [
                ExportFolder.Of(document), document.Title, document.FileName, document.ReceivedAt.ToString("u"), document.DatedOn?.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                document.PageCount?.ToString(System.Globalization.CultureInfo.InvariantCulture), document.State.ToString(), document.Id.ToString(),
            ];
            await table.WriteLineAsync(string.Join(',', cells.Select(Cell)).AsMemory(), cancel);
        }
    }

    /// <summary>A title that begins like a formula must not become one in a spreadsheet.</summary>
    private static string Cell(string? text) => text is null ? "" : $"\"{(text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task WriteAsync(Output output, Document document, byte[] accountKey, CancellationToken cancel)
    {
        var folder = ExportFolder.Of(document);
        var keys = new DocumentKeys(document.AccountId.ToString(), document.Id.ToString(), accountKey, document.WrappedKey);
        await using var db = database.Open(CurrentAccount.Of(document.AccountId));
        var versions = await db.Versions.Where(row => row.DocumentId == document.Id).OrderBy(row => row.Number).ToListAsync(cancel);

        // Versions that differ in their title only share a PDF.
        var files = new Dictionary<BlobKey, string>();
        foreach (var version in versions.OrderByDescending(version => version.Number == document.CurrentVersion))
        {
            files.TryAdd(version.PdfBlob, version.Number == document.CurrentVersion ? "document.pdf" : $"versions/{version.Number}.pdf");
        }

        await output.TextAsync($"{folder}/facts.json", JsonSerializer.Serialize(await DocumentFacts.ReadAsync(db, document, versions, files, cancel), Readable), cancel);
        await CopyAsync(output, keys, document.OriginalBlob, $"{folder}/{ExportFolder.Original(document)}", cancel);
        foreach (var (blob, file) in files)
        {
            await CopyAsync(output, keys, blob, $"{folder}/{file}", cancel);
        }

        if (document.CurrentVersion is { } shown)
        {
            var pages = await Versions.PagesAsync(db, document.Id, shown, cancel);
            await output.TextAsync($"{folder}/text.txt", string.Join("\n\f\n", pages.Select(page => page.Reading.Text)), cancel);
        }
    }

    /// <summary>What cannot be read is told, and the rest goes on: an export with a gap that it names is worth more than none.</summary>
    private async Task CopyAsync(Output output, DocumentKeys keys, BlobKey blob, string path, CancellationToken cancel)
    {
        try
        {
            await using var plain = await blobs.OpenAsync(keys, blob, cancel);
            await output.CopyAsync(path, plain, cancel);
        }
        catch (Exception broken) when (broken is FileNotFoundException or CryptographicException or EndOfStreamException)
        {
            output.Faults.Add($"{path} could not be read: it is missing or damaged in the archive.");
        }
    }

    private async Task WriteAuditAsync(Output output, AccountId account, CancellationToken cancel)
    {
        await using var lines = new StreamWriter(await output.OpenAsync("audit.jsonl", cancel));
        var after = 0L;
        while (await trail.ListAsync(account, null, after, AuditTrail.MostAtOnce, cancel) is { Count: > 0 } some)
        {
            foreach (var (entry, details) in some)
            {
                var line = new { entry.Sequence, entry.At, By = new Actor(entry.ActorKind, entry.ActorId).Name, entry.Action, entry.ObjectKind, Object = entry.ObjectId, entry.Reason, entry.Outcome, Details = details };
                await lines.WriteLineAsync(JsonSerializer.Serialize(line, AuditLines).AsMemory(), cancel);
            }

            after = some[^1].Entry.Sequence;
        }
    }

    private static readonly JsonSerializerOptions AuditLines = new(Readable) { WriteIndented = false, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private sealed class Output(ZipArchive archive, DateTimeOffset now)
    {
        internal List<string> Faults { get; } = [];

        /// <summary>One at a time: the caller disposes it before the next.</summary>
        internal Task<Stream> OpenAsync(string path, CancellationToken cancel) => NewEntry(path, CompressionLevel.Optimal).OpenAsync(cancel);

        internal async Task TextAsync(string path, string text, CancellationToken cancel)
        {
            await using var entry = await OpenAsync(path, cancel);
            await entry.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
        }

        /// <summary>As it is: scans and PDFs are compressed already.</summary>
        internal async Task CopyAsync(string path, Stream content, CancellationToken cancel)
        {
            await using var entry = await NewEntry(path, CompressionLevel.NoCompression).OpenAsync(cancel);
            await content.CopyToAsync(entry, cancel);
        }

        private ZipArchiveEntry NewEntry(string path, CompressionLevel level)
        {
            var entry = archive.CreateEntry(path, level);
            entry.LastWriteTime = now;
            return entry;
        }
    }
}
