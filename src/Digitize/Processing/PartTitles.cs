using System.Globalization;
using Digitize.Documents;

namespace Digitize.Processing;

/// <summary>What the documents that are made of one are called: a number is as good a name as there is before somebody looks at them.</summary>
internal static class PartTitles
{
    /// <param name="number">Counted from 1. One part alone needs no number.</param>
    public static string Of(string whole, int number, int count)
    {
        var suffix = count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number} of {count})");
        var most = DocumentChanges.LongestTitle - suffix.Length;
        var room = whole.Length <= most ? whole.Length : char.IsHighSurrogate(whole[most - 1]) ? most - 1 : most;
        return whole[..room] + suffix;
    }
}
