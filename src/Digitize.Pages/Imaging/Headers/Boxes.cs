using System.Text;

namespace Digitize.Pages.Imaging.Headers;

/// <summary>The boxes of ISO media files, of which JP2 and HEIF are kinds.</summary>
internal static class Boxes
{
    /// <summary>More side by side than any writer makes.</summary>
    private const int Most = 4096;

    /// <param name="Start">Of the content, behind the box's header.</param>
    internal readonly record struct Box(string Type, long Start, long End);

    internal static List<Box> In(HeaderBytes bytes, long start, long end)
    {
        var found = new List<Box>();
        for (var at = start; at + 8 <= end && found.Count < Most;)
        {
            long length = bytes.U32(at);
            var content = at + 8;
            if (length == 1)
            {
                length = (long)Math.Min(bytes.U64(at + 8), long.MaxValue / 2);
                content = at + 16;
            }

            var stop = length == 0 ? end : Math.Min(end, at + length);
            if (stop < content)
            {
                throw new UnreadableException(FailureCode.Damaged, "The boxes of the picture file are damaged.");
            }

            found.Add(new Box(Encoding.Latin1.GetString(bytes.Slice(at + 4, 4)), content, stop));
            at = stop;
        }

        return found;
    }
}
