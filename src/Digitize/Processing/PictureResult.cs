using Digitize.Pages;
using Digitize.Pages.Imaging;

namespace Digitize.Processing;

/// <summary>What comes of asking for a picture of a page. The constructor is private: these are all there are.</summary>
public abstract record PictureResult
{
    private PictureResult()
    {
    }

    /// <param name="Format">JPEG or PNG.</param>
    /// <param name="IsPartial">Something may be missing from it.</param>
    public sealed record Drawn(byte[] Bytes, FileFormat Format, bool IsPartial) : PictureResult;

    /// <summary>The page cannot be drawn, today or tomorrow.</summary>
    public sealed record Refused(Failure Reason) : PictureResult;

    /// <summary>This machine cannot lock away what parses letters, and parses none.</summary>
    public sealed record NotHere : PictureResult;
}
