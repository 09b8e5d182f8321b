namespace Digitize.Pages;

/// <summary>Why a stack could not be cut without changing its pages. It stays one document then.</summary>
public enum SplitProblem
{
    /// <summary>A part of a signed PDF would not be signed any more.</summary>
    Signed,

    /// <summary>A TIFF of the form for more than four gigabytes.</summary>
    BigTiff,

    /// <summary>A TIFF whose pages share tables of JPEG in the way of 1992: compression 6.</summary>
    OldJpegTiff,

    /// <summary>What the pages are made of does not all lie in the file, or not as it says.</summary>
    Damaged,

    /// <summary>The pages share so much that the parts together would be far larger than the stack.</summary>
    TooLarge,

    /// <summary>A legal hold lies on the stack, which would give way to its parts.</summary>
    OnHold,
}

/// <summary>What became of cutting some pages out of a file. The constructor is private: these are all there are.</summary>
public abstract record CutResult
{
    private CutResult()
    {
    }

    public sealed record Written(long Bytes) : CutResult;

    public sealed record NotPossible(SplitProblem Problem) : CutResult;
}
