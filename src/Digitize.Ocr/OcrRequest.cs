using Digitize.Ocr.Terminal;
using Digitize.Pages;

namespace Digitize.Ocr;

/// <summary>One <c>digitize ocr</c>, its arguments understood. A path of <c>-</c> is standard input or output.</summary>
internal sealed record OcrRequest(string Input, string Output, PageOptions Options)
{
    public string? TextPath { get; init; }

    public string? HocrPath { get; init; }

    public string? AltoPath { get; init; }

    public string? JsonPath { get; init; }

    public int Jobs { get; init; } = Environment.ProcessorCount;

    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;

    public bool ReadsStandardInput => Input == "-";

    public bool WritesStandardOutput => Output == "-";

    /// <summary>How messages name the upload.</summary>
    public string InputName => ReadsStandardInput ? "standard input" : Input;

    /// <summary>All that is written, with what the option is called.</summary>
    public IEnumerable<(string Option, string Path)> Outputs =>
        new (string Option, string? Path)[] { ("OUT", Output), ("--text", TextPath), ("--hocr", HocrPath), ("--alto", AltoPath), ("--json", JsonPath) }
            .Where(output => output.Path is not null).Select(output => (output.Option, output.Path!));
}
