using System.Buffers;
using System.Numerics;

namespace Digitize.Pages.Imaging.Jbig2;

/// <summary>
/// The adaptive binary arithmetic coder of JBIG2 (ITU-T T.88, annex E), encoding side, with one adaptive state for each of 65536 contexts.
/// Names of the registers and procedures are those of the standard.
/// </summary>
internal sealed class ArithmeticCoder
{
    /// <summary>Table E.1. Stands first, for what follows is made from it.</summary>
    private static readonly (ushort Qe, byte More, byte Less, bool Switches)[] Rows =
    [
        (0x5601, 1, 1, true), (0x3401, 2, 6, false), (0x1801, 3, 9, false), (0x0AC1, 4, 12, false), (0x0521, 5, 29, false), (0x0221, 38, 33, false),
        (0x5601, 7, 6, true), (0x5401, 8, 14, false), (0x4801, 9, 14, false), (0x3801, 10, 14, false), (0x3001, 11, 17, false), (0x2401, 12, 18, false),
        (0x1C01, 13, 20, false), (0x1601, 29, 21, false), (0x5601, 15, 14, true), (0x5401, 16, 14, false), (0x5101, 17, 15, false), (0x4801, 18, 16, false),
        (0x3801, 19, 17, false), (0x3401, 20, 18, false), (0x3001, 21, 19, false), (0x2801, 22, 19, false), (0x2401, 23, 20, false), (0x2201, 24, 21, false),
        (0x1C01, 25, 22, false), (0x1801, 26, 23, false), (0x1601, 27, 24, false), (0x1401, 28, 25, false), (0x1201, 29, 26, false), (0x1101, 30, 27, false),
        (0x0AC1, 31, 28, false), (0x09C1, 32, 29, false), (0x08A1, 33, 30, false), (0x0521, 34, 31, false), (0x0441, 35, 32, false), (0x02A1, 36, 33, false),
        (0x0221, 37, 34, false), (0x0141, 38, 35, false), (0x0111, 39, 36, false), (0x0085, 40, 37, false), (0x0049, 41, 38, false), (0x0025, 42, 39, false),
        (0x0015, 43, 40, false), (0x0009, 44, 41, false), (0x0005, 45, 42, false), (0x0001, 45, 43, false), (0x5601, 46, 46, false),
    ];

    /// <summary>For each state, twice the row of table E.1 plus the more probable symbol: Qe, then the state after a more and after a less probable symbol.</summary>
    private static readonly uint[] Qe = new uint[Rows.Length * 2];
    private static readonly byte[] AfterMore = new byte[Rows.Length * 2];
    private static readonly byte[] AfterLess = new byte[Rows.Length * 2];

    private readonly byte[] _states = new byte[1 << 16];
    private readonly ArrayBufferWriter<byte> _written = new(1 << 14);
    private uint _a = 0x8000;
    private uint _c;
    private int _ct = 12;
    private int _b = -1;

    static ArithmeticCoder()
    {
        for (var row = 0; row < Rows.Length; row++)
        {
            var (qe, more, less, switches) = Rows[row];
            for (var symbol = 0; symbol < 2; symbol++)
            {
                var state = (2 * row) + symbol;
                Qe[state] = qe;
                AfterMore[state] = (byte)((2 * more) + symbol);
                AfterLess[state] = (byte)((2 * less) + (switches ? 1 - symbol : symbol));
            }
        }
    }

    public void Encode(int context, uint bit)
    {
        ref var state = ref _states[context];
        var qe = Qe[state];
        _a -= qe;
        if ((state & 1) == bit)
        {
            if ((_a & 0x8000) != 0)
            {
                _c += qe;
                return;
            }

            if (_a < qe)
            {
                _a = qe;
            }
            else
            {
                _c += qe;
            }

            state = AfterMore[state];
        }
        else
        {
            if (_a < qe)
            {
                _c += qe;
            }
            else
            {
                _a = qe;
            }

            state = AfterLess[state];
        }

        Renormalize();
    }

    /// <summary>The same bit <paramref name="count"/> times in one context, in steps that need no renormalizing: what makes white paper cost nothing.</summary>
    public void EncodeRun(int context, uint bit, long count)
    {
        while (count > 0)
        {
            var state = _states[context];
            if ((state & 1) == bit)
            {
                var qe = Qe[state];
                var free = Math.Min(count, (_a - 0x8000) / qe);
                _a -= (uint)free * qe;
                _c += (uint)free * qe;
                count -= free;
                if (count == 0)
                {
                    return;
                }
            }

            Encode(context, bit);
            count--;
        }
    }

    /// <summary>Procedure FLUSH; nothing can be encoded after it.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        var limit = _c + _a;
        _c |= 0xFFFF;
        if (_c >= limit)
        {
            _c -= 0x8000;
        }

        _c <<= _ct;
        ByteOut();
        _c <<= _ct;
        ByteOut();
        if (_b != 0xFF)
        {
            Push(0xFF);
        }

        Push(0xAC);
        Push(0);
        return _written.WrittenSpan;
    }

    private void Renormalize()
    {
        var shift = BitOperations.LeadingZeroCount(_a) - 16;
        _a <<= shift;
        while (shift >= _ct)
        {
            _c <<= _ct;
            shift -= _ct;
            ByteOut();
        }

        _c <<= shift;
        _ct -= shift;
    }

    private void ByteOut()
    {
        if (_b != 0xFF && _c >= 0x8000000)
        {
            // The carry goes into the byte that waits; if that makes it 0xFF, the next one is stuffed.
            _b++;
            _c &= 0x7FFFFFF;
        }

        var stuffed = _b == 0xFF;
        Push((int)(_c >> (stuffed ? 20 : 19)));
        _c &= stuffed ? 0xFFFFFu : 0x7FFFFu;
        _ct = stuffed ? 7 : 8;
    }

    /// <summary>Writes the byte that waited for a carry and lets the new one wait.</summary>
    private void Push(int value)
    {
        if (_b >= 0)
        {
            _written.GetSpan(1)[0] = (byte)_b;
            _written.Advance(1);
        }

        _b = value;
    }
}
