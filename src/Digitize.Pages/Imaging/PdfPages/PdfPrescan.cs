using System.IO.Compression;
using System.IO.MemoryMappedFiles;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>
/// Looks for object streams that unpack to more than they may, before qpdf, which unpacks them whole, is let near the file.
/// All other streams are asked of qpdf as they stand and unpacked in managed code, within bounds.
/// </summary>
internal static class PdfPrescan
{
    /// <summary>No dictionary of an object stream is longer.</summary>
    private const int LongestDictionary = 64 * 1024;

    /// <summary>A file that was saved again and again holds older states of its pages, too; not of so many.</summary>
    private const int MostStatesOfPage = 25;

    /// <exception cref="UnreadableException">TooLarge, TooManyPages, or TimedOut through <paramref name="cancel"/>.</exception>
    internal static unsafe void Check(string path, long mostBytes, int mostPages, CancellationToken cancel)
    {
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            var length = (int)Math.Min(new FileInfo(path).Length, int.MaxValue);
            CountPages(new ReadOnlySpan<byte>(start, length), mostPages, cancel);
            Check(start, length, mostBytes, cancel);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>Page objects that stand in the open: qpdf takes a minute to find its way through a million of them when their table is missing.</summary>
    private static void CountPages(ReadOnlySpan<byte> file, int mostPages, CancellationToken cancel)
    {
        var pages = 0L;
        for (var next = file.IndexOf("/Page"u8); next >= 0; next = file.IndexOf("/Page"u8))
        {
            file = file[(next + 5)..];
            pages += file.IsEmpty || char.IsAsciiLetter((char)file[0]) ? 0 : 1;
            if (pages > (long)mostPages * MostStatesOfPage)
            {
                throw new UnreadableException(FailureCode.TooManyPages, $"The PDF has more than {mostPages} pages.");
            }

            cancel.ThrowIfCancellationRequested();
        }
    }

    private static unsafe void Check(byte* start, int length, long mostBytes, CancellationToken cancel)
    {
        var file = new ReadOnlySpan<byte>(start, length);
        long unpacked = 0;
        for (var at = 0; ;)
        {
            cancel.ThrowIfCancellationRequested();
            var next = file[at..].IndexOf("stream"u8);
            if (next < 0)
            {
                return;
            }

            var keyword = at + next;
            at = keyword + 6;
            var dictionary = file[Math.Max(0, keyword - LongestDictionary)..keyword];
            if (dictionary.EndsWith("end"u8) || at >= length || file[at] is not ((byte)'\r' or (byte)'\n'))
            {
                continue;
            }

            dictionary = dictionary[(dictionary.LastIndexOf("obj"u8) + 1)..];
            if (!MayHoldObjects(dictionary))
            {
                continue;
            }

            var data = at + (file[at] == '\r' && at + 1 < length && file[at + 1] == '\n' ? 2 : 1);
            using var raw = new UnmanagedMemoryStream(start + data, length - data);
            unpacked += Unpacked(raw, Count(dictionary, "/Fl"u8), mostBytes - unpacked, cancel);
            if (unpacked > mostBytes)
            {
                throw new UnreadableException(FailureCode.TooLarge, $"The PDF's object streams unpack to more than {mostBytes / 1_000_000} MB.");
            }
        }
    }

    /// <summary>By its keys, and not by its type, which qpdf forgives; a name with escapes may be any of them.</summary>
    private static bool MayHoldObjects(ReadOnlySpan<byte> dictionary) =>
        dictionary.IndexOf("/First"u8) >= 0 || dictionary.IndexOf("/ObjStm"u8) >= 0 || dictionary.IndexOf("/XRef"u8) >= 0
        || (dictionary.Contains((byte)'#') && dictionary.IndexOf("/Image"u8) < 0);

    private static int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> wanted)
    {
        var count = 0;
        for (var at = bytes.IndexOf(wanted); at >= 0; at = bytes.IndexOf(wanted))
        {
            count++;
            bytes = bytes[(at + wanted.Length)..];
        }

        return count;
    }

    private static long Unpacked(Stream raw, int times, long most, CancellationToken cancel)
    {
        var source = raw;
        for (var i = 0; i < Math.Min(times, 4); i++)
        {
            source = new ZLibStream(source, CompressionMode.Decompress);
        }

        using (source)
        {
            if (times == 0)
            {
                return 0;
            }

            var buffer = new byte[64 * 1024];
            long total = 0;
            while (total <= most && PdfStreams.ReadSome(source, buffer) is var read and > 0)
            {
                cancel.ThrowIfCancellationRequested();
                total += read;
            }

            return total;
        }
    }
}
