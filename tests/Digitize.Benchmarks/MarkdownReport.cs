using System.Text;

namespace Digitize.Benchmarks;

/// <summary>Tables in Markdown; numbers are aligned to the right and never carry a machine's language.</summary>
internal sealed class MarkdownReport
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    public void Heading(string text) => _text.Append($"\n## {text}\n\n");

    public void Paragraph(string text) => _text.Append($"{text}\n\n");

    /// <param name="columns">The first column holds names, the others numbers.</param>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(columns);
        Row([.. columns.Select((_, index) => index == 0 ? "---" : "---:")]);
        foreach (var row in rows)
            Row(row);
        _text.Append('\n');
    }

    private void Row(IEnumerable<string> cells) => _text.Append($"| {string.Join(" | ", cells)} |\n");
}
