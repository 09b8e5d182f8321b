using System.Buffers.Binary;
using System.Numerics;

namespace Digitize.Pages.Recognition.Models;

/// <summary>
/// A list of words as a graph of letters (tesseract's "dawg"): an edge carries a letter and whether a word may end with it, and leads to the first edge of a node;
/// the edges of a node stand one behind the other, the last one marked.
/// </summary>
internal sealed class WordGraph
{
    /// <summary>No edge: before a word's first letter, and behind a letter that no word goes on from.</summary>
    public const int None = -1;

    private const short Magic = 42;
    private const ulong LastOfNode = 1;
    private const ulong EndOfWord = 4;
    private const int FlagBits = 3;

    private readonly int[] _letters;
    private readonly int[] _next;
    private readonly byte[] _flags;

    /// <summary>The first node has an edge for nearly every letter, and every word begins there.</summary>
    private readonly Dictionary<int, int> _first = [];

    private WordGraph(int[] letters, int[] next, byte[] flags)
    {
        (_letters, _next, _flags) = (letters, next, flags);
        for (var edge = 0; edge < letters.Length; edge++)
        {
            _first.TryAdd(letters[edge], edge);
            if ((flags[edge] & LastOfNode) != 0)
            {
                break;
            }
        }
    }

    /// <summary>Whether a word may end with this edge's letter.</summary>
    public bool EndsWord(int edge) => (_flags[edge] & EndOfWord) != 0;

    /// <summary>The edge that follows with a letter, from <see cref="None"/> on for a word's first; <see cref="None"/> when there is none.</summary>
    public int Follow(int edge, int letter)
    {
        if (edge == None)
        {
            return _first.GetValueOrDefault(letter, None);
        }

        var at = _next[edge];
        if (at == 0)
        {
            return None;
        }

        for (; at < _letters.Length; at++)
        {
            if (_letters[at] == letter)
            {
                return at;
            }

            if ((_flags[at] & LastOfNode) != 0)
            {
                break;
            }
        }

        return None;
    }

    /// <exception cref="UnreadableException">The part is damaged.</exception>
    public static WordGraph Read(ModelBytes part)
    {
        if (part.Int16() != Magic)
        {
            throw part.Damaged();
        }

        var letterCount = part.Int32(1, 1 << 24);
        var count = part.Count(8);
        var letterBits = BitOperations.Log2((uint)letterCount) + 1;
        var (letters, next, flags) = (new int[count], new int[count], new byte[count]);
        for (var edge = 0; edge < count; edge++)
        {
            var record = BinaryPrimitives.ReadUInt64LittleEndian(part.Take(8));
            letters[edge] = (int)(record & ((1UL << letterBits) - 1));
            flags[edge] = (byte)((record >> letterBits) & ((1 << FlagBits) - 1));
            var target = record >> (letterBits + FlagBits);
            if (target >= (ulong)count || count == 0)
            {
                throw part.Damaged();
            }

            next[edge] = (int)target;
        }

        return new WordGraph(letters, next, flags);
    }
}
