using System.Globalization;
using System.Text.Json;

namespace Digitize.Cli.Demo;

/// <summary>What the service says of a document.</summary>
internal sealed record DemoDocument(string Id, string State, int Pages, int PagesDone, int FailedPages, double? Confidence, string? Failure, IReadOnlyList<string> Remarks)
{
    public bool IsOver => State is "completed" or "failed";

    public bool IsComplete => State == "completed" && FailedPages == 0;

    public string Progress => State == "recognizing" ? string.Create(CultureInfo.InvariantCulture, $"page {PagesDone} of {Pages}") : State;

    public string Certainty => Confidence is { } sure ? string.Create(CultureInfo.InvariantCulture, $"{100 * sure:0} % sure") : "no words read";

    public static DemoDocument Read(JsonElement details)
    {
        var document = details.GetProperty("document");
        return new DemoDocument(
            document.GetProperty("id").GetString()!,
            document.GetProperty("state").GetString()!,
            document.GetProperty("pageCount") is { ValueKind: JsonValueKind.Number } count ? count.GetInt32() : 0,
            document.GetProperty("pagesDone").GetInt32(),
            document.GetProperty("failedPages").GetInt32(),
            document.GetProperty("confidence") is { ValueKind: JsonValueKind.Number } sure ? sure.GetDouble() : null,
            document.GetProperty("failure") is { ValueKind: JsonValueKind.Object } failure ? failure.GetProperty("english").GetString() : null,
            [.. details.GetProperty("pages").EnumerateArray().SelectMany(RemarksOn)]);
    }

    private static IEnumerable<string> RemarksOn(JsonElement page)
    {
        var number = page.GetProperty("number").GetInt32();
        if (page.GetProperty("isBlank").GetBoolean())
        {
            yield return $"page {number} is blank";
        }

        if (page.GetProperty("isSeparator").GetBoolean())
        {
            yield return $"page {number} is a separator sheet";
        }

        if (page.GetProperty("failure") is { ValueKind: JsonValueKind.Object } failure)
        {
            yield return $"page {number} could not be read: {failure.GetProperty("english").GetString()}";
        }
    }
}
