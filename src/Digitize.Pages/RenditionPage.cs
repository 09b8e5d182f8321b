namespace Digitize.Pages;

/// <summary>One page of a rendition that is made from an earlier one.</summary>
/// <param name="Page">In the earlier one.</param>
/// <param name="Turn">As the earlier one shows it, turned by this.</param>
/// <param name="WordsPath">Words to be laid over the picture in place of those there are (<see cref="Recognition.RecognizedPageJson"/>, in the frame of the picture before any turn); null leaves them.</param>
public sealed record RenditionPage(PageNumber Page, QuarterTurn Turn, string? WordsPath);
