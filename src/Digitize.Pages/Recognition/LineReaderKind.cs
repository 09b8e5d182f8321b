namespace Digitize.Pages.Recognition;

/// <summary>What reads the lines that were found.</summary>
public enum LineReaderKind
{
    /// <summary>Our own network where the models of all languages allow it, else libtesseract.</summary>
    Usual,

    /// <summary>Our own network; a model that does not allow it is refused with a sentence.</summary>
    Own,

    /// <summary>libtesseract.</summary>
    Tesseract,
}
