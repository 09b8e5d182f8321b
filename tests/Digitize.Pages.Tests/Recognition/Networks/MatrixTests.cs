using Digitize.Pages.Recognition.Models;
using Digitize.Pages.Recognition.Networks;
using Digitize.Pages.Tests.Recognition.Models;

namespace Digitize.Pages.Tests.Recognition.Networks;

public sealed class MatrixTests
{
    private static readonly Arithmetic[] WithVectors = [Arithmetic.Portable, Arithmetic.Avx2, Arithmetic.Avx512, Arithmetic.AvxVnni];

    /// <summary>Layers whose sizes fill groups of outputs and steps of inputs, and such as do not; any number of rows.</summary>
    [TestCaseSource(nameof(WithVectors))]
    public void Every_way_of_calculating_comes_to_what_one_number_after_the_other_does(object way)
    {
        var arithmetic = (Arithmetic)way;
        Assume.That(Arithmetics.IsSupported(arithmetic), $"This processor has no {arithmetic}.");
        var plan = ModelFiles.English.Network;
        foreach (var weights in new[] { plan.Strokes, plan.Columns, plan.Rows[1].Gates, plan.Codes })
        {
            foreach (var rows in new[] { 0, 1, 2, 3, 7, 8, 13 })
            {
                Assert.That(Results(arithmetic.LayOut(weights), rows), Is.EqualTo(Results(Arithmetic.Scalar.LayOut(weights), rows)), $"{weights.Outputs} outputs, {rows} rows");
            }
        }
    }

    [Test]
    public void Fractions_come_to_the_same_bits_with_vectors_and_without()
    {
        var weights = LanguageModel.Read(ModelFile.Read(FractionModel.Of(ModelFiles.Bytes("eng")))).Network.Rows[0].Gates;
        Assert.That(Results(Arithmetics.Best.LayOut(weights), 3), Is.EqualTo(Results(Arithmetic.Scalar.LayOut(weights), 3)));
    }

    [Test]
    public void Rows_that_are_not_there_are_not_read()
    {
        var matrix = Arithmetics.Best.LayOut(ModelFiles.English.Network.Codes);
        Assert.That(() => matrix.Multiply(new byte[matrix.RowBytes], matrix.RowBytes, 2, new float[2 * matrix.RoundedOutputs]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => matrix.Multiply(new byte[2 * matrix.RowBytes], matrix.RowBytes, 2, new float[matrix.RoundedOutputs]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    /// <summary>Of rows with a different fraction of all values that there are in each.</summary>
    private static float[] Results(Matrix matrix, int rows)
    {
        var bytes = new byte[rows * matrix.RowBytes];
        var values = new float[matrix.Inputs];
        var random = new Random(rows);
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = random.Next(-127, 128) / 127f;
            }

            matrix.Store(values, bytes.AsSpan(row * matrix.RowBytes));
        }

        var results = new float[rows * matrix.RoundedOutputs];
        matrix.Multiply(bytes, matrix.RowBytes, rows, results);
        return [.. results.Where((_, index) => index % matrix.RoundedOutputs < matrix.Outputs)];
    }
}
