using System.Numerics;
using System.Text;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>Follows a page's content stream and its forms, keeping just enough of the graphics state to know what is drawn where.</summary>
internal sealed class ContentReader
{
    private const int DeepestForm = 12, DeepestState = 512, MostForms = 500, MostPictures = 5000;

    private readonly PdfBox _page;
    private readonly long _mostBytes;
    private readonly CancellationToken _cancel;
    private readonly List<DrawnPicture> _pictures = [];
    private int _visible, _hidden, _paints, _paintsAtLastPicture, _shapes, _forms;
    private bool _isBeyondUs;

    private ContentReader(PdfBox page, long mostBytes, CancellationToken cancel)
    {
        _page = page;
        _mostBytes = mostBytes;
        _cancel = cancel;
    }

    /// <param name="box">What a viewer shows, in the page's own units.</param>
    internal static PageContent Read(PdfObject page, PdfObject resources, PdfBox box, long mostBytes, CancellationToken cancel)
    {
        var reader = new ContentReader(box, mostBytes, cancel);
        var content = reader.Bytes(page["Contents"]);
        reader.Follow(content, resources, new State { Clip = box }, 0);
        return new PageContent
        {
            Pictures = reader._pictures,
            VisibleText = reader._visible,
            HiddenText = reader._hidden,
            Paints = reader._paints,
            Shapes = reader._shapes,
            PaintsOnTop = reader._paints - reader._paintsAtLastPicture,
            Annotations = DrawnAnnotations(page["Annots"]),
            IsBeyondUs = reader._isBeyondUs,
        };
    }

    private byte[] Bytes(PdfObject contents)
    {
        if (!contents.IsArray)
        {
            return contents.IsStream ? Decoded(contents) : [];
        }

        using var all = new MemoryStream();
        for (var i = 0; i < contents.Count; i++)
        {
            all.Write(contents[i].IsStream ? Decoded(contents[i]) : []);
            all.WriteByte((byte)'\n');
            PdfStreams.Refuse(all.Length, _mostBytes);
        }

        return all.ToArray();
    }

    private byte[] Decoded(PdfObject stream)
    {
        if (PdfStreams.Decode(stream, _mostBytes) is { } decoded)
        {
            return decoded;
        }

        _isBeyondUs = true;
        return [];
    }

    private static int DrawnAnnotations(PdfObject annotations)
    {
        var drawn = 0;
        for (var i = 0; i < Math.Min(annotations.Count, 2000); i++)
        {
            var annotation = annotations[i];
            var isShown = ((annotation["F"].Int ?? 0) & 0b10_0010) == 0;
            drawn += isShown && annotation["AP"]["N"] is { IsNull: false } && annotation["Subtype"].Name is not ("Link" or "Popup") ? 1 : 0;
        }

        return drawn;
    }

    private void Follow(ReadOnlySpan<byte> content, PdfObject resources, State state, int depth)
    {
        var tokens = new ContentTokens(content);
        var stack = new Stack<State>();
        var operands = new Operands();
        for (var count = 1; tokens.Next() is var token and not ContentToken.End; count++)
        {
            if (count % 4096 == 0)
            {
                _cancel.ThrowIfCancellationRequested();
            }

            switch (token)
            {
                case ContentToken.Number: operands.Push(tokens.Number); break;
                case ContentToken.Name: operands.Name = Encoding.Latin1.GetString(tokens.Word[..Math.Min(tokens.Word.Length, 128)]); break;
                case ContentToken.String: operands.StringBytes += tokens.StringLength; break;
                default:
                    if (tokens.Word.SequenceEqual("ID"u8))
                    {
                        tokens.SkipInlinePicture();
                        Add(new DrawnPicture(0, 0, state.Matrix, Seen(state), 0, 0, false, false));
                    }
                    else if (tokens.Word.SequenceEqual("Do"u8))
                    {
                        Draw(operands.Name, resources, state, depth);
                    }
                    else if (tokens.Word.SequenceEqual("gs"u8))
                    {
                        state = state with { HasEffects = state.HasEffects || HasEffects(resources["ExtGState"][operands.Name]) };
                    }
                    else
                    {
                        state = Apply(tokens.Word, operands, state, stack);
                    }

                    operands.Clear();
                    break;
            }
        }
    }

    private State Apply(ReadOnlySpan<byte> op, Operands operands, State state, Stack<State> stack)
    {
        switch (op)
        {
            case [(byte)'q']:
                if (stack.Count >= DeepestState)
                {
                    _isBeyondUs = true;
                    return state;
                }

                stack.Push(state);
                return state;
            case [(byte)'Q']:
                return stack.TryPop(out var saved) ? saved : state;
            case [(byte)'c', (byte)'m']:
                return state with { Matrix = operands.Matrix * state.Matrix };
            case [(byte)'T', (byte)'r']:
                return state with { TextMode = (int)operands[0] };
            case [(byte)'T', (byte)'j'] or [(byte)'T', (byte)'J'] or [(byte)'\''] or [(byte)'"']:
                Show(operands.StringBytes, state);
                return state;
            case [(byte)'r', (byte)'e']:
                _shapes++;
                return state with { Path = state.Path is Path.None ? Path.Rectangle : Path.Other, Rectangle = operands.Rectangle(state.Matrix) };
            case [(byte)'m' or (byte)'l' or (byte)'c' or (byte)'v' or (byte)'y']:
                _shapes += op[0] == 'm' ? 1 : 0;
                return state with { Path = Path.Other };
            case [(byte)'W'] or [(byte)'W', (byte)'*']:
                return state with { Clips = true };
            case [(byte)'n']:
                return Clipped(state);
            case [(byte)'f' or (byte)'F' or (byte)'B' or (byte)'b' or (byte)'S' or (byte)'s'] or [(byte)'f' or (byte)'B' or (byte)'b', (byte)'*'] or [(byte)'s', (byte)'h']:
                _paints++;
                return Clipped(state);
            case [(byte)'g'] or [(byte)'r', (byte)'g'] or [(byte)'k']:
                return state with { FillsBlack = operands.IsBlack(op[0] == 'k') };
            case [(byte)'c', (byte)'s'] or [(byte)'s', (byte)'c'] or [(byte)'s', (byte)'c', (byte)'n']:
                return state with { FillsBlack = op.SequenceEqual("sc"u8) && operands is { Count: 1, Last: 0 } };
            case [(byte)'B', (byte)'D', (byte)'C']:
                return state with { HasEffects = state.HasEffects || operands.Name.StartsWith("OC", StringComparison.Ordinal) };
            default:
                return state;
        }
    }

    private static State Clipped(State state) => state with
    {
        Path = Path.None,
        Clips = false,
        Clip = state is { Clips: true, Path: Path.Rectangle } ? state.Clip.Intersect(state.Rectangle) : state.Clip,
        IsClippedOddly = state.IsClippedOddly || state is { Clips: true, Path: Path.Other },
    };

    private void Show(int bytes, State state)
    {
        // 3 draws nothing; 7 only adds to the clip.
        if (state.TextMode is 3 or 7)
        {
            _hidden += bytes;
        }
        else
        {
            _visible += bytes;
        }
    }

    private void Draw(string name, PdfObject resources, State state, int depth)
    {
        var drawn = resources["XObject"][name];
        if (!drawn.IsStream)
        {
            return;
        }

        if (drawn["Subtype"].Name == "Image")
        {
            var facts = ImageFacts.Read(drawn);
            var isPlain = state is { HasEffects: false, IsClippedOddly: false } && !drawn.Has("OC") && (!facts.IsMask || state.FillsBlack);
            Add(new DrawnPicture(drawn.Id, drawn.Generation, state.Matrix, Seen(state), facts.Width, facts.Height, facts.IsGray, isPlain));
            return;
        }

        if (depth >= DeepestForm || ++_forms > MostForms)
        {
            _isBeyondUs = true;
            return;
        }

        var matrix = drawn["Matrix"].Numbers(6) is [var a, var b, var c, var d, var e, var f]
            ? new Matrix3x2((float)a, (float)b, (float)c, (float)d, (float)e, (float)f)
            : Matrix3x2.Identity;
        var inside = state with { Matrix = matrix * state.Matrix, HasEffects = state.HasEffects || drawn.Has("OC") };
        if (drawn["BBox"].Numbers(4) is [var left, var bottom, var right, var top])
        {
            inside = inside with { Clip = inside.Clip.Intersect(PdfBox.Of(inside.Matrix, (float)left, (float)bottom, (float)(right - left), (float)(top - bottom))) };
        }

        Follow(Decoded(drawn), drawn["Resources"] is { IsNull: false } own ? own : resources, inside, depth + 1);
    }

    private void Add(DrawnPicture picture)
    {
        if (_pictures.Count >= MostPictures)
        {
            _isBeyondUs = true;
            return;
        }

        _pictures.Add(picture);
        _paintsAtLastPicture = _paints;

        // Some programs write the recognized text first, in plain sight, and lay the scan over it.
        if (picture.IsPlain && picture.Visible.Area >= _page.Area * 0.9)
        {
            _hidden += _visible;
            _visible = 0;
        }
    }

    private static PdfBox Seen(State state) => PdfBox.Of(state.Matrix, 0, 0, 1, 1).Intersect(state.Clip);

    private static bool HasEffects(PdfObject graphics) =>
        graphics["SMask"].IsDictionary
        || (graphics["ca"].Number ?? 1) < 1
        || graphics["BM"] is { IsNull: false } blend && blend.Name is not ("Normal" or "Compatible");

    private enum Path
    {
        None,
        Rectangle,
        Other,
    }

    private readonly record struct State
    {
        public State()
        {
        }

        public Matrix3x2 Matrix { get; init; } = Matrix3x2.Identity;

        public PdfBox Clip { get; init; }

        public bool IsClippedOddly { get; init; }

        public bool FillsBlack { get; init; } = true;

        public bool HasEffects { get; init; }

        public int TextMode { get; init; }

        public Path Path { get; init; }

        public PdfBox Rectangle { get; init; }

        public bool Clips { get; init; }
    }

    /// <summary>What stands before an operator: the last six numbers, the last name, and how much there is to show.</summary>
    private sealed class Operands
    {
        private readonly double[] _numbers = new double[6];

        public string Name { get; set; } = "";

        public int StringBytes { get; set; }

        public int Count { get; private set; }

        public double Last => _numbers[5];

        public double this[int index] => Count == 0 ? 0 : _numbers[6 - Math.Min(Count, 6) + index];

        public Matrix3x2 Matrix => new((float)_numbers[0], (float)_numbers[1], (float)_numbers[2], (float)_numbers[3], (float)_numbers[4], (float)_numbers[5]);

        public void Push(double number)
        {
            _numbers.AsSpan(1).CopyTo(_numbers);
            _numbers[5] = number;
            Count++;
        }

        public PdfBox Rectangle(Matrix3x2 matrix) =>
            PdfBox.Of(matrix, (float)_numbers[2], (float)_numbers[3], (float)_numbers[4], (float)_numbers[5]);

        public bool IsBlack(bool isCmyk) => isCmyk ? Last == 1 : _numbers.AsSpan(6 - Math.Clamp(Count, 1, 6)).IndexOfAnyExcept(0d) < 0;

        public void Clear()
        {
            Count = 0;
            StringBytes = 0;
            Name = "";
        }
    }
}
