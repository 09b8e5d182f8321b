using System.Globalization;
using Digitize.Benchmarks.Backup;
using Digitize.Benchmarks.Service;

namespace Digitize.Benchmarks;

/// <summary>Measures this engine against OCRmyPDF and the plain tesseract program, on the same files in the same run.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Contains("service"))
            return MeasureService([.. arguments.Where(argument => argument != "service")]);
        if (arguments.Contains("backup"))
            return MeasureBackup(arguments);
        if (arguments.Contains("--help"))
        {
            Console.WriteLine(BenchOptions.Usage);
            return 0;
        }

        BenchOptions options;
        try
        {
            options = BenchOptions.Parse(arguments);
        }
        catch (FormatException wrong)
        {
            return Complain(wrong.Message + Environment.NewLine + BenchOptions.Usage);
        }

        if (Tool.MissingPackages() is { Count: > 0 } missing)
            return Complain($"The bench needs more programs: apt-get install {string.Join(' ', missing)}");

        var repository = FindRepository();
        var digitize = options.DigitizePath ?? Path.Combine(repository, "src", "Digitize.Cli", "bin", "Release", "net10.0", "digitize");
        if (!options.Without.Contains(Contestant.Digitize) && !File.Exists(digitize))
            return Complain($"{digitize} is not built; build it, give --digitize PATH, or leave it out with --without digitize.");

        var work = options.KeepFolder ?? Directory.CreateTempSubdirectory("digitize-bench").FullName;
        Directory.CreateDirectory(work);
        try
        {
            var report = new Bench(options, Contestants(options, digitize), repository, work).Run();
            Console.WriteLine(report);
            if (options.ReportPath is { } path)
                File.WriteAllText(path, report);
            return 0;
        }
        finally
        {
            if (options.KeepFolder is null)
                Directory.Delete(work, recursive: true);
        }
    }

    private static int MeasureBackup(string[] arguments)
    {
        if (arguments.Contains("--help"))
        {
            Console.WriteLine(BackupBench.Usage);
            return 0;
        }

        int Number(string name, int usual) => Array.IndexOf(arguments, name) is var at and >= 0
            ? at + 1 < arguments.Length && int.TryParse(arguments[at + 1], CultureInfo.InvariantCulture, out var number) && number >= 10 ? number : throw new FormatException($"{name} needs a whole number from 10 on.")
            : usual;
        var work = Directory.CreateTempSubdirectory("digitize-bench").FullName;
        try
        {
            var report = new BackupBench(Number("--documents", 100_000), Number("--changed", 100), Number("--restored", 10_000), work).RunAsync().GetAwaiter().GetResult();
            Console.WriteLine(report);
            if (Array.IndexOf(arguments, "--out") is var at and >= 0 && at + 1 < arguments.Length)
                File.WriteAllText(arguments[at + 1], report);
            return 0;
        }
        catch (FormatException wrong)
        {
            return Complain(wrong.Message + Environment.NewLine + BackupBench.Usage);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static int MeasureService(string[] arguments)
    {
        if (arguments.Contains("--help"))
        {
            Console.WriteLine(ServiceBenchOptions.Usage);
            return 0;
        }

        ServiceBenchOptions options;
        try
        {
            options = ServiceBenchOptions.Parse(arguments);
        }
        catch (FormatException wrong)
        {
            return Complain(wrong.Message + Environment.NewLine + ServiceBenchOptions.Usage);
        }

        var work = Directory.CreateTempSubdirectory("digitize-bench").FullName;
        try
        {
            var report = new ServiceBench(options, FindRepository(), work).RunAsync().GetAwaiter().GetResult();
            Console.WriteLine(report);
            if (options.ReportPath is { } path)
                File.WriteAllText(path, report);
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static IReadOnlyList<Contestant> Contestants(BenchOptions options, string digitize)
    {
        Contestant[] all = [Contestant.DigitizeAt(digitize), Contestant.OcrMyPdfOnPath(), Contestant.TesseractOnPath()];
        return [.. all.Where(contestant => !options.Without.Contains(contestant.Name))];
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Digitize.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Digitize.sln is in no folder above the bench.");
    }

    private static int Complain(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 1;
    }
}
