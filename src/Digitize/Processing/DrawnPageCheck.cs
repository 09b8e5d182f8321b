using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.Headers;

namespace Digitize.Processing;

/// <summary>Whether what a child calls a drawn picture is one: a browser will decode it.</summary>
internal static class DrawnPageCheck
{
    /// <summary>No coding that we use is larger than the samples themselves.</summary>
    internal static long MostBytes(DrawingBounds bounds) => (Math.Min(bounds.MostPixels, (long)bounds.MostWidth * bounds.MostHeight) * 3) + 65_536;

    /// <summary>Null when all is well.</summary>
    internal static string? Fault(ReadOnlySpan<byte> file, DrawnPage told, DrawingBounds bounds)
    {
        if (told.Format is not (FileFormat.Jpeg or FileFormat.Png) || FileSignature.Find(file) != told.Format)
        {
            return "The picture is of another format.";
        }

        if (told.Width > bounds.MostWidth || told.Height > bounds.MostHeight)
        {
            return "The picture is larger than was asked for.";
        }

        try
        {
            var header = PictureHeader.Read(told.Format, file);
            return (header.Width, header.Height) == (told.Width, told.Height) ? null : "The picture is not as large as was told.";
        }
        catch (UnreadableException)
        {
            return "The picture has no header.";
        }
    }
}
