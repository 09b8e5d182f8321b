using System.Text;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Tests.Recognition.Models;

/// <summary>Makes of a model with whole numbers the same with fractions, as the models of tessdata_best are: byte by byte through the network, weights multiplied out.</summary>
internal sealed class FractionModel : IDisposable
{
    private readonly BinaryReader _from;
    private readonly BinaryWriter _to;

    private FractionModel(byte[] network)
    {
        _from = new BinaryReader(new MemoryStream(network));
        _to = new BinaryWriter(new MemoryStream());
    }

    public static byte[] Of(byte[] model) => ModelFiles.With(model, (part, bytes) => part == ModelFile.Network ? Converted(bytes) : bytes);

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    private static byte[] Converted(byte[] network)
    {
        using var model = new FractionModel(network);
        return model.Convert();
    }

    private byte[] Convert()
    {
        Layer();
        Text();
        const int WholeNumbers = 1;
        _to.Write(_from.ReadInt32() & ~WholeNumbers);
        Copy((int)(_from.BaseStream.Length - _from.BaseStream.Position));
        return ((MemoryStream)_to.BaseStream).ToArray();
    }

    private void Layer()
    {
        Copy(1);
        var kind = Text();
        Copy(2);
        const int LearningRates = 64;
        var hasRates = (Number() & LearningRates) != 0;
        Copy(12);
        Text();
        switch (kind)
        {
            case "Input":
                Copy(20);
                break;
            case "Convolve" or "Maxpool":
                Copy(8);
                break;
            case "Series" or "RTLReversed" or "XYTranspose":
                for (var parts = Number(); parts > 0; parts--)
                {
                    Layer();
                }

                Copy(hasRates ? 4 * Number() : 0);
                break;
            case "LSTM" or "SummLSTM":
                Copy(4);
                for (var gate = 0; gate < 4; gate++)
                {
                    Weights();
                }

                break;
            default:
                Weights();
                break;
        }
    }

    private void Weights()
    {
        const int Whole = 1;
        _to.Write((byte)(_from.ReadByte() & ~Whole));
        var (outputs, columns) = (Number(), Number());
        _from.ReadByte();
        _to.Write(0.0);
        var whole = _from.ReadBytes(outputs * columns);
        var scales = new double[_from.ReadInt32()];
        for (var i = 0; i < scales.Length; i++)
        {
            scales[i] = _from.ReadDouble();
        }

        for (var i = 0; i < whole.Length; i++)
        {
            _to.Write((sbyte)whole[i] * scales[i / columns]);
        }
    }

    private int Number()
    {
        var number = _from.ReadInt32();
        _to.Write(number);
        return number;
    }

    private string Text()
    {
        var bytes = _from.ReadBytes(Number());
        _to.Write(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private void Copy(int count) => _to.Write(_from.ReadBytes(count));
}
