namespace Digitize.Pages.Recognition;

/// <summary>
/// A place where a line of text stands, found but not read: all that a reader of lines needs beside the picture. In pixels of the picture for reading.
/// </summary>
/// <param name="Box">Holds all letters.</param>
/// <param name="XHeight">Height of a small letter without ascender; estimated from capitals or figures where there are no others.</param>
/// <param name="Glyphs">Boxes of the pieces of ink, from left to right: what a word's box is made of once the words are known.</param>
internal sealed record FoundLine(PixelBox Box, Baseline Baseline, double XHeight, IReadOnlyList<PixelBox> Glyphs);
