using System.Text.Json;

namespace Digitize.Pages.Recognition;

/// <summary>
/// The stored form of a <see cref="RecognizedPage"/>. Version 1:
/// <code>{"version":1,"width":2480,"height":3508,"dpi":300,"lines":[{"box":[l,t,r,b],"baseline":[x,y,slope],"paragraph":true,"words":[{"text":"Rechnung","box":[l,t,r,b],"confidence":0.96}]}]}</code>
/// A doubtful word may have <c>"alternatives":[{"text":"Rechnumg","confidence":0.41}]</c>, the surest first; what was stored before there were any has none.
/// </summary>
public static class RecognizedPageJson
{
    public const int Version = 1;

    public static byte[] Write(RecognizedPage page)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            WriteMembers(json, page);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is not that.</exception>
    public static RecognizedPage Read(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement;
        try
        {
            var version = root.GetProperty("version").GetInt32();
            if (version != Version)
            {
                throw new JsonException($"A recognized page of version {version} is not known; this is version {Version}.");
            }

            return new RecognizedPage(
                root.GetProperty("width").GetInt32(),
                root.GetProperty("height").GetInt32(),
                new Dpi(root.GetProperty("dpi").GetDouble()),
                [.. root.GetProperty("lines").EnumerateArray().Select(ReadLine)]);
        }
        catch (Exception cause) when (cause is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new JsonException("This is not a recognized page.", cause);
        }
    }

    /// <summary>The members of a page into an object that is already open, for reports that hold more than the page.</summary>
    public static void WriteMembers(Utf8JsonWriter json, RecognizedPage page)
    {
        json.WriteNumber("width", page.Width);
        json.WriteNumber("height", page.Height);
        json.WriteNumber("dpi", Math.Round(page.Dpi.Value, 2));
        json.WriteStartArray("lines");
        foreach (var line in page.Lines)
        {
            WriteLine(json, line);
        }

        json.WriteEndArray();
    }

    public static void WriteBox(Utf8JsonWriter json, string name, PixelBox box)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(box.Left);
        json.WriteNumberValue(box.Top);
        json.WriteNumberValue(box.Right);
        json.WriteNumberValue(box.Bottom);
        json.WriteEndArray();
    }

    private static void WriteLine(Utf8JsonWriter json, TextLine line)
    {
        json.WriteStartObject();
        WriteBox(json, "box", line.Box);
        json.WriteStartArray("baseline");
        json.WriteNumberValue(Math.Round(line.Baseline.X, 2));
        json.WriteNumberValue(Math.Round(line.Baseline.Y, 2));
        json.WriteNumberValue(Math.Round(line.Baseline.Slope, 6));
        json.WriteEndArray();
        if (line.StartsParagraph)
        {
            json.WriteBoolean("paragraph", true);
        }

        json.WriteStartArray("words");
        foreach (var word in line.Words)
        {
            json.WriteStartObject();
            json.WriteString("text", word.Text);
            WriteBox(json, "box", word.Box);
            json.WriteNumber("confidence", Math.Round(word.Confidence.Value, 3));
            WriteAlternatives(json, word.Alternatives);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAlternatives(Utf8JsonWriter json, IReadOnlyList<Alternative> alternatives)
    {
        if (alternatives.Count == 0)
        {
            return;
        }

        json.WriteStartArray("alternatives");
        foreach (var alternative in alternatives)
        {
            json.WriteStartObject();
            json.WriteString("text", alternative.Text);
            json.WriteNumber("confidence", Math.Round(alternative.Confidence.Value, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static TextLine ReadLine(JsonElement line)
    {
        var baseline = line.GetProperty("baseline");
        return new TextLine(
            ReadBox(line.GetProperty("box")),
            new Baseline(baseline[0].GetDouble(), baseline[1].GetDouble(), baseline[2].GetDouble()),
            [.. line.GetProperty("words").EnumerateArray().Select(ReadWord)],
            line.TryGetProperty("paragraph", out var paragraph) && paragraph.GetBoolean());
    }

    private static Word ReadWord(JsonElement word) => new(TextOf(word), ReadBox(word.GetProperty("box")), ConfidenceOf(word))
    {
        Alternatives = word.TryGetProperty("alternatives", out var alternatives)
            ? [.. alternatives.EnumerateArray().Select(alternative => new Alternative(TextOf(alternative), ConfidenceOf(alternative)))]
            : [],
    };

    private static string TextOf(JsonElement word) => word.GetProperty("text").GetString() ?? throw new JsonException("A word has no text.");

    private static Confidence ConfidenceOf(JsonElement word) => new(word.GetProperty("confidence").GetDouble());

    private static PixelBox ReadBox(JsonElement box) => new(box[0].GetInt32(), box[1].GetInt32(), box[2].GetInt32(), box[3].GetInt32());
}
