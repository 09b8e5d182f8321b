namespace Digitize.Web.Screens.Frame;

/// <summary>What people are told before they send anything; the intake judges by the bytes.</summary>
public static class AcceptedFiles
{
    /// <summary>For the file picker.</summary>
    public const string Picker = ".pdf,.tif,.tiff,.jpg,.jpeg,.png,.webp,.bmp,.gif,.jp2,.heic,.heif";

    public static string Sentence(Language language, int megabytes) => language.Say(
        $"PDF, TIFF, JPEG, PNG, WebP, BMP, GIF, JPEG 2000 and HEIC, up to {language.Number(megabytes)} MB each.",
        $"PDF, TIFF, JPEG, PNG, WebP, BMP, GIF, JPEG 2000 und HEIC, je bis {language.Number(megabytes)} MB.");
}
