using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Decoding;

/// <summary>
/// What may follow a node. The network says a character's code in several columns and the null code between them. Where a code and another share a column, their
/// probabilities are added up, or a character at a narrow place would look unsure; but then the columns beside it must stand for one of the two alone.
/// </summary>
internal enum Followers : byte
{
    /// <summary>The node has its own probability only: anything.</summary>
    Anything,

    /// <summary>The node shares its column and no column before it was its own: the same code again, alone.</summary>
    OnlyTheSame,

    /// <summary>The node shares its column behind one of its own: anything but the same code.</summary>
    NotTheSame,
}

/// <summary>A column on a way through the line: which code was taken for it, and what that makes of the text so far.</summary>
internal struct BeamNode
{
    /// <summary>No node, no character, no code.</summary>
    public const int None = -1;

    public int Code;

    /// <summary>The character that ends with this code, or <see cref="None"/> for the null code and within a sequence of codes.</summary>
    public int Character;

    /// <summary>Where in the book of codes the way stands; its root between characters.</summary>
    public int Place;

    /// <summary>The node of the column before, or <see cref="None"/>.</summary>
    public int Before;

    /// <summary>The list that the word so far is from.</summary>
    public WordSource Source;

    /// <summary>A word of the lists may begin behind this node.</summary>
    public bool IsBeforeWord;

    /// <summary>The first character of a word.</summary>
    public bool StartsWord;

    /// <summary>A word of the lists may end with this character.</summary>
    public bool EndsWord;

    /// <summary>The same code as in the column before, for the same character.</summary>
    public bool IsRepeated;

    /// <summary>The logarithm of this column's probability.</summary>
    public float Certainty;

    /// <summary>The sum of all certainties of the way.</summary>
    public float Score;

    /// <summary>In which ways a word of the lists is possible here: a set of <see cref="WordPositions"/>; no ways outside of words.</summary>
    public int PositionsStart;
    public int PositionsCount;

    /// <summary>Stands for all codes of the way. Two ways with the same are the same text, and only the better one is kept.</summary>
    public ulong Hash;
}
