using Digitize.Pages.Recognition;
using FsCheck;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Recognition;

public sealed class ReadingOrderTests
{
    private static readonly Gen<FoundLine> AnyLine =
        from left in Gen.Choose(0, 2000)
        from baseline in Gen.Choose(30, 3000)
        from letters in Gen.Choose(1, 40)
        select DrawnLines.Line(left, baseline, letters);

    private static readonly Arbitrary<FoundLine[]> AnyPage = Gen.Choose(0, 40).SelectMany(count => AnyLine.ArrayOf(count)).ToArbitrary();

    [Test]
    public void Every_line_is_read_once_and_no_other() => Prop.ForAll(AnyPage, lines =>
    {
        var read = ReadingOrder.Arrange(lines, RulingLines.None).SelectMany(row => row.Cells).ToList();
        return read.Count == lines.Length && read.ToHashSet(ReferenceEqualityComparer.Instance).SetEquals(lines);
    }).Holds();

    [Test]
    public void The_order_does_not_hang_on_the_order_of_finding() => Prop.ForAll(AnyPage, lines =>
    {
        // Lines at the same place may stand in either order.
        var distinct = lines.DistinctBy(line => line.Box).ToArray();
        var (one, other) = (Read(distinct), Read([.. distinct.Reverse()]));
        return distinct.GroupBy(line => line.Box.Bottom).Any(row => row.Count() > 1) || one.SequenceEqual(other);
    }).Holds();

    [Test]
    public void Cells_of_a_row_stand_from_left_to_right() => Prop.ForAll(AnyPage, lines =>
        ReadingOrder.Arrange(lines, RulingLines.None).All(row => row.Cells.Count > 0 && row.Cells.Zip(row.Cells.Skip(1)).All(pair => pair.First.Box.Left <= pair.Second.Box.Left))).Holds();

    [Test]
    public void Running_text_in_two_columns_is_read_one_after_the_other()
    {
        var left = Enumerable.Range(0, 12).Select(i => DrawnLines.Line(100, 200 + (40 * i), 6, 7, 9, 8)).ToArray();
        var right = Enumerable.Range(0, 12).Select(i => DrawnLines.Line(700, 200 + (40 * i), 8, 6, 7, 9)).ToArray();
        Assert.That(Read([.. left.Zip(right).SelectMany(pair => new[] { pair.First, pair.Second })]), Is.EqualTo(left.Concat(right)));
    }

    [TestCase(-25)]
    [TestCase(25)]
    public void A_column_that_begins_a_little_higher_is_read_in_its_place(int down)
    {
        var left = Enumerable.Range(0, 12).Select(i => DrawnLines.Line(100, 300 + (40 * i), 6, 7, 9, 8)).ToArray();
        var right = Enumerable.Range(0, 12).Select(i => DrawnLines.Line(700, 300 + down + (40 * i), 8, 6, 7, 9)).ToArray();
        Assert.That(Read([.. left.Concat(right).OrderBy(line => line.Box.Top)]), Is.EqualTo(left.Concat(right)));
    }

    [Test]
    public void A_heading_over_both_columns_comes_first()
    {
        var heading = DrawnLines.Line(100, 120, 20, 30, 18);
        var left = Enumerable.Range(0, 8).Select(i => DrawnLines.Line(100, 200 + (40 * i), 6, 7, 9, 8)).ToArray();
        var right = Enumerable.Range(0, 8).Select(i => DrawnLines.Line(700, 200 + (40 * i), 8, 6, 7, 9)).ToArray();
        Assert.That(Read([.. right, .. left, heading]), Is.EqualTo(new[] { heading }.Concat(left).Concat(right)));
    }

    [Test]
    public void A_table_is_read_row_by_row()
    {
        var cells = Enumerable.Range(0, 6).SelectMany(row => new[] { DrawnLines.Line(100, 200 + (45 * row), 7), DrawnLines.Line(500, 200 + (45 * row), 4), DrawnLines.Line(900, 202 + (45 * row), 5) }).ToArray();
        Assert.That(Read([.. cells.OrderBy(cell => cell.Box.Left)]), Is.EqualTo(cells));
        Assert.That(ReadingOrder.Arrange(cells, RulingLines.None), Has.Count.EqualTo(6));
    }

    [Test]
    public void Rules_through_the_gap_make_a_table_of_full_cells_too()
    {
        var cells = Enumerable.Range(0, 6).SelectMany(row => new[] { DrawnLines.Line(100, 200 + (45 * row), 6, 7, 9, 8), DrawnLines.Line(700, 200 + (45 * row), 6, 7, 9, 8) }).ToArray();
        var rules = new RulingLines([.. Enumerable.Range(0, 5).Select(row => new PixelBox(90, 208 + (45 * row), 1200, 210 + (45 * row)))], []);
        Assert.That(ReadingOrder.Arrange(cells, rules).SelectMany(row => row.Cells), Is.EqualTo(cells));
    }

    [Test]
    public void A_pause_between_lines_starts_a_paragraph()
    {
        int[] baselines = [200, 240, 280, 380, 420, 460];
        var rows = ReadingOrder.Arrange([.. baselines.Select(baseline => DrawnLines.Line(100, baseline, 8, 9, 7))], RulingLines.None);
        Assert.That(rows.Select(row => row.StartsParagraph), Is.EqualTo(new[] { true, false, false, true, false, false }));
    }

    [Test]
    public void A_page_without_lines_has_no_order() => Assert.That(ReadingOrder.Arrange([], RulingLines.None), Is.Empty);

    private static List<FoundLine> Read(FoundLine[] lines) => [.. ReadingOrder.Arrange(lines, RulingLines.None).SelectMany(row => row.Cells)];
}
