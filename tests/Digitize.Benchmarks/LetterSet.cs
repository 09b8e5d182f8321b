namespace Digitize.Benchmarks;

/// <summary>
/// Twenty-four pages of German letters as scanners deliver them on a bad day, made anew from the typeset letters of tests/TestFiles: twelve pages, each spoiled in
/// two of twelve ways. The same on every machine with the same poppler; the noise hangs on the page's place in the list.
/// </summary>
internal static class LetterSet
{
    private const string Languages = "deu+eng";

    private static readonly (string Letter, int Page)[] Pages =
    [
        ("arztbericht", 1), ("bank-konditionen", 1), ("grundsteuerbescheid", 1), ("grundsteuerbescheid", 2), ("handwerker-angebot", 1), ("hausverwaltung-nebenkosten", 1),
        ("kuendigung-stempel", 1), ("rechnung-tischlerei", 1), ("stadtwerke-jahresrechnung", 1), ("verein-einladung", 1), ("versicherung-beitragsanpassung", 1), ("versicherung-beitragsanpassung", 2),
    ];

    private static readonly Spoiling[] Spoilings =
    [
        new("straight", page => page),
        new("crooked-1", page => page.Skewed(1.2)),
        new("crooked-2", page => page.Skewed(-2.3)),
        new("crooked-4", page => page.Skewed(3.6)),
        new("crooked-5", page => page.Skewed(-4.7)),
        new("turned-90", page => page.TurnedRight()),
        new("turned-180", page => page.TurnedRight().TurnedRight()),
        new("turned-270", page => page.Skewed(1.4).TurnedRight().TurnedRight().TurnedRight()),
        new("bleed-through", page => page.Skewed(0.8)) { BleedThrough = 0.22 },
        new("shadow", page => page.Skewed(-0.9).WithShadow()),
        new("low-150", page => page.Skewed(0.6)) { Dpi = 150 },
        new("bitonal", page => page.Skewed(-1.1)) { IsBitonal = true },
    ];

    public static IReadOnlyList<ScanFile> Make(string typeset, string folder)
    {
        Directory.CreateDirectory(folder);
        var files = new List<ScanFile>();
        for (var i = 0; i < 2 * Pages.Length; i++)
        {
            // The second round is shifted by five, so that every page meets two different kinds of damage.
            var (letter, number) = Pages[i % Pages.Length];
            var spoiling = Spoilings[(i + i / Pages.Length * 5) % Spoilings.Length];
            var stem = Path.Combine(folder, $"{i + 1:00}-{letter}-{number}-{spoiling.Name}");
            var path = Spoil(Path.Combine(typeset, letter + ".pdf"), number, spoiling, seed: i, stem, folder);
            var truth = WordScore.Pages(File.ReadAllText(Path.Combine(typeset, letter + ".txt")))[number - 1];
            files.Add(new ScanFile(path, 1, Languages, spoiling.IsBitonal ? ScanKind.Bitonal : ScanKind.GrayOrColor, [truth], AsScanned: true, AssumedDpi: null));
        }

        return files;
    }

    private static string Spoil(string pdf, int number, Spoiling spoiling, int seed, string stem, string scratch)
    {
        var printed = GrayPage.Render(pdf, number, spoiling.Dpi, scratch);
        if (spoiling.BleedThrough is { } strength)
        {
            var back = GrayPage.Render(Path.Combine(Path.GetDirectoryName(pdf)!, "verein-einladung.pdf"), 1, spoiling.Dpi, scratch);
            printed = printed.WithBleedThrough(back, strength);
        }

        // Every third page is a noisy one, saved with little care.
        var isNoisy = seed % 3 == 2;
        var scan = spoiling.Apply(printed).Softened(1).WithNoise(isNoisy ? 11 : 3, seed);
        if (spoiling.IsBitonal)
        {
            scan.Thresholded(150).SaveGroup4(stem + ".tif", spoiling.Dpi);
            return stem + ".tif";
        }

        scan.SaveJpeg(stem + ".jpg", spoiling.Dpi, isNoisy ? 45 : 80);
        return stem + ".jpg";
    }

    /// <summary>One kind of damage; the noise of the sensor is added to all.</summary>
    private sealed record Spoiling(string Name, Func<GrayPage, GrayPage> Apply)
    {
        public int Dpi { get; init; } = 300;

        public bool IsBitonal { get; init; }

        public double? BleedThrough { get; init; }
    }
}
