using System.Diagnostics;

namespace Digitize.Benchmarks.Service;

/// <summary>What the service costs and how long it lets people wait: the real program over HTTP, against <c>digitize ocr</c> or against itself when idle.</summary>
internal sealed class ServiceBench(ServiceBenchOptions options, string repository, string work)
{
    private readonly MarkdownReport _report = new();

    public async Task<string> RunAsync()
    {
        _report.Paragraph($"Measured on {DateTime.UtcNow:yyyy-MM-dd}, {Machine.Kind()}; {options.Runs} run(s), medians.");
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, section) in new (string, Func<Task<IEnumerable<Figure>>>)[]
        {
            ("cost", CostAsync), ("latency", LatencyAsync), ("fairness", FairnessAsync), ("scaled", ScaledAsync), ("search", SearchAsync), ("memory", MemoryAsync),
        })
        {
            if (options.Sections.Contains(name))
            {
                Console.Error.WriteLine($"{name} …");
                foreach (var figure in await section())
                {
                    // Sections last minutes: what is known is told, in case the rest never comes.
                    Console.Error.WriteLine($"  {figure.What}: {figure.Measured}");
                    rows.Add([figure.What, figure.ToReach, figure.Measured]);
                }
            }
        }

        _report.Table(["figure", "to reach", "measured"], rows);
        return _report.ToString();
    }

    /// <summary>The samples that are read the usual way: each is one letter.</summary>
    private List<FileInfo> Samples() =>
        [.. new DirectoryInfo(Path.Combine(repository, "samples")).EnumerateFiles().Where(file => SampleSet.IsScan(file.Name)).OrderBy(file => file.Name, StringComparer.Ordinal)];

    private async Task<IEnumerable<Figure>> CostAsync()
    {
        var samples = Samples();
        var (service, keys) = ServiceProcess.Start(options.Program, work, workers: 1, ["A"]);
        using (service)
        {
            using var client = service.Client(keys[0]);
            await FirstMinute.PassAsync(() => ServeAsync(service, client, samples));
            var (ocr, served) = (new List<double>(), new List<double>());
            for (var run = 0; run < options.Runs; run++)
            {
                // By turns, so that a machine that changes its pace changes it for both.
                ocr.Add(samples.Sum(file => ProcessMeter.Run([options.Program, "ocr", file.FullName, Path.Combine(work, "ocr.pdf"), "--jobs", "1", "--progress", "none"], work).ProcessorSeconds));
                served.Add(await ServeAsync(service, client, samples));
            }

            var (plain, paid) = (Median(ocr), Median(served));
            return [new Figure($"processor time of the service above `digitize ocr`, the {samples.Count} files of samples/", "≤ 10 %", $"{100 * ((paid / plain) - 1):+0;-0} % ({paid:0.0} s against {plain:0.0} s)")];
        }
    }

    private static async Task<double> ServeAsync(ServiceProcess service, HttpClient client, IEnumerable<FileInfo> files)
    {
        var before = service.ProcessorTime();
        foreach (var file in files)
        {
            await Letters.WaitAsync(client, await Letters.SendAsync(client, file.Name, await File.ReadAllBytesAsync(file.FullName)), TimeSpan.FromSeconds(1));
        }

        // The spare child for the next document belongs to the bill of these.
        await Task.Delay(TimeSpan.FromSeconds(3));
        return (service.ProcessorTime() - before).TotalSeconds;
    }

    private async Task<IEnumerable<Figure>> LatencyAsync()
    {
        var letter = Samples().First(file => file.Extension is ".jpg");
        var bytes = await File.ReadAllBytesAsync(letter.FullName);
        var (service, keys) = ServiceProcess.Start(options.Program, work, workers: null, ["A"]);
        using (service)
        {
            using var client = service.Client(keys[0]);
            await Letters.TimeAsync(client, letter.Name, bytes);
            var (waits, readings) = (new List<double>(), new List<double>());
            for (var run = 0; run < 3 * options.Runs; run++)
            {
                // Idle again: the spare has been started.
                await Task.Delay(TimeSpan.FromSeconds(3));
                var before = await Metrics.SecondsAsync(service, "Page");
                waits.Add((await Letters.TimeAsync(client, letter.Name, bytes)).TotalSeconds);
                readings.Add(await Metrics.SecondsAsync(service, "Page") - before);
            }

            var beyond = Median([.. waits.Zip(readings, (wait, reading) => wait - reading)]);
            return [new Figure($"one-page letter ({letter.Name}) over HTTP, idle machine: wait beyond the page's own reading time", "≤ 0.4 s", $"{beyond:0.00} s ({Median(waits):0.00} s in all, {Median(readings):0.00} s reading)")];
        }
    }

    private async Task<IEnumerable<Figure>> FairnessAsync()
    {
        const int parallel = 10;
        var page = SmallPage();
        var (service, keys) = ServiceProcess.Start(options.Program, work, workers: null, [.. Enumerable.Repeat("A", parallel), "B"]);
        using (service)
        {
            using var b = service.Client(keys[^1]);
            var letter = Samples().First(file => file.Extension is ".jpg");
            var read = await File.ReadAllBytesAsync(letter.FullName);
            await Letters.TimeAsync(b, "first.png", page);
            await Letters.TimeAsync(b, letter.Name, read);
            var (idle, idleLetter) = (await WaitsAsync(b, "small.png", page), await WaitsAsync(b, letter.Name, read));
            var sent = Stopwatch.StartNew();
            await Task.WhenAll(keys.Take(parallel).Select(async key =>
            {
                using var a = service.Client(key);
                for (var document = 0; document < options.Documents / parallel; document++)
                {
                    await Letters.SendAsync(a, "small.png", page);
                }
            }));
            var accepted = options.Documents / sent.Elapsed.TotalSeconds;
            var (busy, busyLetter) = (await WaitsAsync(b, "small.png", page), await WaitsAsync(b, letter.Name, read));
            return
            [
                new Figure($"{options.Documents} small documents queued for A, then one page for B, a letter ({letter.Name}): B's wait against idle", "≤ 2", $"{busyLetter / idleLetter:0.0} ({busyLetter:0.00} s against {idleLetter:0.00} s)"),
                new Figure("the same, B's page a single line of print", "≤ 2", $"{busy / idle:0.0} ({busy:0.00} s against {idle:0.00} s)"),
                new Figure($"small documents accepted a second meanwhile ({parallel} senders)", "–", $"{accepted:0}"),
            ];
        }
    }

    /// <summary>The median of five, with time between them for a spare child to get warm where one does.</summary>
    private static async Task<double> WaitsAsync(HttpClient client, string name, byte[] bytes)
    {
        var waits = new List<double>();
        for (var run = 0; run < 5; run++)
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            waits.Add((await Letters.TimeAsync(client, name, bytes)).TotalSeconds);
        }

        return Median(waits);
    }

    private async Task<IEnumerable<Figure>> ScaledAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var times = await ScaledRace.RunAsync(options.Program, work, Samples(), options.Runs);
        return times is null
            ? [new Figure("2 `digitize work` on RabbitMQ and PostgreSQL against one process with 2 readers: throughput", "≥ 0.95", "left out: PostgreSQL or RabbitMQ is not installed")]
            : [new Figure("2 `digitize work` on RabbitMQ and PostgreSQL against one process with 2 readers: throughput", "≥ 0.95", $"{times.Value.OneProcess / times.Value.TwoWorkers:0.00} ({times.Value.TwoWorkers:0.0} s against {times.Value.OneProcess:0.0} s)")];
    }

    private async Task<IEnumerable<Figure>> SearchAsync()
    {
        var (median, slow) = await SearchRace.OnSqliteAsync(Path.Combine(work, "search.db"), options.Searched);
        var figures = new List<Figure> { Found("SQLite", median, slow) };
        if (OperatingSystem.IsLinux() && await SearchRace.OnPostgresAsync(options.Searched) is { } times)
        {
            figures.Add(Found("PostgreSQL under row-level security, match marked LEAKPROOF", times.Median, times.P95));
        }

        return figures;

        Figure Found(string database, double median, double slow) =>
            new($"search over {options.Searched} documents of one account, {database}: median / p95", "p95 ≤ 50 ms", $"{median:0.0} / {slow:0.0} ms");
    }

    private async Task<IEnumerable<Figure>> MemoryAsync()
    {
        const int uploads = 50;
        var (service, keys) = ServiceProcess.Start(options.Program, work, workers: 0, ["A"]);
        using (service)
        {
            using var client = service.Client(keys[0]);
            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, uploads).Select(async number =>
            {
                using var body = new StreamContent(new EndlessPdf(options.UploadMegabytes * 1_000_000L));
                body.Headers.ContentType = new("application/pdf");
                using var response = await client.PostAsync($"/api/v1/documents?fileName={number}.pdf", body);
                response.EnsureSuccessStatusCode();
            }));
            var rate = uploads * options.UploadMegabytes / Stopwatch.GetElapsedTime(began).TotalSeconds;
            return [new Figure($"memory of the web process under {uploads} parallel uploads of {options.UploadMegabytes} MB", "≤ 400 MB", $"{service.PeakMemory() / 1e6:0} MB ({rate:0} MB/s taken in)")];
        }
    }

    /// <summary>A page with one line of print, a few KB: what is measured is the queue and not the reading.</summary>
    private byte[] SmallPage()
    {
        var path = Path.Combine(work, "small.png");
        Tool.Output("convert", "-size", "800x300", "xc:white", "-pointsize", "40", "-fill", "black", "-annotate", "+60+150", "Mahnung 4711", "-density", "150", "-units", "PixelsPerInch", path);
        return File.ReadAllBytes(path);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

/// <summary>One line of the table.</summary>
internal sealed record Figure(string What, string ToReach, string Measured);
