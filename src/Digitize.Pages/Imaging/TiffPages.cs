namespace Digitize.Pages.Imaging;

/// <summary>A TIFF as it came, and where the directories of its pages stand in it.</summary>
internal sealed record TiffPages(byte[] File, IReadOnlyList<long> Directories);
