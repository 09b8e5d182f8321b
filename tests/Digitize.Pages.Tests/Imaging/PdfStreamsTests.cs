using Digitize.Pages.Imaging.PdfPages;

namespace Digitize.Pages.Tests.Imaging;

public sealed class PdfStreamsTests
{
    private const long Plenty = 1_000_000;

    [Test]
    public void Lzw_reads_the_example_of_the_standard() => Assert.That(
        LzwDecoder.Decode([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01], earlyChange: true, Plenty),
        Is.EqualTo(new byte[] { 45, 45, 45, 45, 45, 65, 45, 45, 45, 66 }));

    /// <summary>Every literal adds an entry, so that the codes grow from 9 to 12 bits on the way.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void Lzw_codes_grow_with_the_table(bool earlyChange)
    {
        var expected = Enumerable.Range(0, 3000).Select(i => (byte)((i * 7) ^ (i >> 3))).ToArray();
        var bits = new System.Text.StringBuilder("100000000");
        for (var i = 0; i < expected.Length; i++)
        {
            var entries = 258 + Math.Max(0, i - 1) + (earlyChange ? 1 : 0);
            var width = entries >= 2048 ? 12 : entries >= 1024 ? 11 : entries >= 512 ? 10 : 9;
            bits.Append(Convert.ToString(expected[i], 2).PadLeft(width, '0'));
        }

        bits.Append('0', (8 - (bits.Length % 8)) % 8);
        var packed = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.ToString(i * 8, 8), 2)).ToArray();
        Assert.That(LzwDecoder.Decode(packed, earlyChange, Plenty).AsSpan(0, 3000).ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Streams_written_in_letters_are_read()
    {
        Assert.That(AsciiDecoders.Base85("87cUR\nD]i,\"Ebo80~>"u8), Is.EqualTo("Hello World!"u8.ToArray()));
        Assert.That(AsciiDecoders.Hex("48 656C6c 6F 7>"u8), Is.EqualTo("Hellop"u8.ToArray()));
        Assert.That(PdfStreams.Decode([2, 1, 2, 3, 254, 9, 128], new PdfFilter("RunLengthDecode"), Plenty), Is.EqualTo(new byte[] { 1, 2, 3, 9, 9, 9 }));
    }

    [Test]
    public void Png_predictors_are_undone_row_by_row()
    {
        var filter = new PdfFilter("FlateDecode") { Predictor = 15, Columns = 3 };
        byte[] stored = [1, 10, 1, 1, 2, 1, 1, 1, 3, 5, 5, 5, 4, 1, 1, 1];
        Assert.That(Predictors.Undo(stored, filter), Is.EqualTo(new byte[] { 10, 11, 12, 11, 12, 13, 10, 16, 19, 11, 17, 20 }));
    }

    [Test]
    public void What_unpacks_to_more_than_it_may_is_too_large()
    {
        var packed = SmallFiles.Deflate(new byte[100_000]);
        var refusal = Assert.Throws<UnreadableException>(() => PdfStreams.Decode(packed, new PdfFilter("FlateDecode"), 99_999));
        Assert.That(refusal!.Failure.Code, Is.EqualTo(FailureCode.TooLarge));
    }
}
