using System.Text.Json;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Wire;

/// <summary>Words with their places, between the process that parses letters and the service: what comes back lies on its page, and is plain text.</summary>
internal static class WordsCodec
{
    public static void Write(WireWriter to, RecognizedPage page) => to.Bytes(RecognizedPageJson.Write(page));

    /// <exception cref="InvalidDataException">It is not what <see cref="Write"/> writes, or a word lies outside of the page.</exception>
    public static RecognizedPage Read(WireReader from)
    {
        RecognizedPage page;
        try
        {
            page = RecognizedPageJson.Read(from.Bytes(Frames.MostBytes));
        }
        catch (Exception cause) when (cause is JsonException or OverflowException)
        {
            throw new InvalidDataException("The words of a page are damaged.", cause);
        }

        var paper = new PixelBox(0, 0, page.Width, page.Height);
        return !paper.IsEmpty && page.Lines.All(line => IsOn(line.Box, paper) && IsSane(line.Baseline) && line.Words.All(word => IsOn(word.Box, paper)))
            ? page with { Lines = [.. page.Lines.Select(Plain)] }
            : throw new InvalidDataException("Words of a page lie outside of it.");
    }

    private static bool IsOn(PixelBox box, PixelBox paper) => box.Intersect(paper) == box && box.Left <= box.Right && box.Top <= box.Bottom;

    private static bool IsSane(Baseline line) => Math.Abs(line.X) < 1e6 && Math.Abs(line.Y) < 1e6 && Math.Abs(line.Slope) < 1e3;

    private static TextLine Plain(TextLine line) => line with { Words = [.. line.Words.Select(word => Alternatives.Chosen(word with { Text = PlainText.Of(word.Text) })).Where(word => word.Text.Length > 0)] };
}
