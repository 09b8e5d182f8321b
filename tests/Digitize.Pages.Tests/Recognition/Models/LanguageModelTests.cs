using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Tests.Recognition.Models;

public sealed class LanguageModelTests
{
    [Test]
    public void A_model_says_how_its_network_is_built()
    {
        var model = ModelFiles.English;
        Assert.That(model.Network.Height, Is.EqualTo(36));
        Assert.That(model.Network.Rows.Select(row => row.FromRight), Is.EqualTo(new[] { false, true, false }));
        Assert.That(model.Network.Codes.IsWhole, Is.True);
        Assert.That(model.Codes.CodeCount, Is.EqualTo(model.Network.Codes.Outputs));
    }

    [Test]
    public void The_characters_of_a_language_are_known()
    {
        var german = LanguageModel.Open(ModelFiles.PathOf("deu")).Characters;
        var texts = Enumerable.Range(0, german.Count).Select(german.Text).ToList();
        Assert.That(texts, Does.Contain("ß").And.Contain("Ü").And.Contain("€"));
        Assert.That(german.Text(CharacterSet.Space), Is.EqualTo(" "));
        Assert.That(german.IsDigit(texts.IndexOf("7")), Is.True);
        Assert.That(german.HasSpaces, Is.True);
    }

    [TestCase("Rechnung", nameof(WordSource.Word))]
    [TestCase("(Rechnung)", nameof(WordSource.Word))]
    [TestCase("123,45", nameof(WordSource.Number))]
    [TestCase("Rechqzung", nameof(WordSource.None))]
    public void Words_numbers_and_marks_are_told_apart(string text, string expected)
    {
        var model = LanguageModel.Open(ModelFiles.PathOf("deu"));
        var places = new WordPositions(new WordPosition[64]);
        var ways = model.Words!.Starts;
        var step = default(WordStep);
        foreach (var letter in text)
        {
            var character = Enumerable.Range(0, model.Characters.Count).First(number => model.Characters.Text(number) == letter.ToString());
            places.Begin();
            step = model.Words.Step(ways, character, model.Characters.IsDigit(character), ref places);
            ways = places.Set(places.Start, places.Count).ToArray();
            places.Keep();
        }

        Assert.That(step.Source.ToString(), Is.EqualTo(expected));
        Assert.That(step.EndsWord, Is.EqualTo(step.Source != WordSource.None));
    }

    [Test]
    public void A_model_for_the_engine_before_version_4_is_told_so()
    {
        var legacy = ModelFiles.With(ModelFiles.Bytes("deu"), (part, bytes) => part == ModelFile.Network ? null : bytes);
        Assert.That(() => LanguageModel.Read(ModelFile.Read(legacy)), Refused("holds no network"));
    }

    [Test]
    public void A_model_of_another_make_is_told_so()
    {
        var osd = ModelFiles.With(ModelFiles.Bytes("deu"), (part, bytes) => part == ModelFile.Network ? Renamed(bytes) : bytes);
        Assert.That(() => LanguageModel.Read(ModelFile.Read(osd)), Refused("built in another way"));
    }

    [Test]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        var whole = ModelFiles.Bytes("deu");
        foreach (var length in new[] { 0, 3, 4, 100, 195, 196, 5000, whole.Length / 3, whole.Length / 2, whole.Length - 2000 })
        {
            Assert.That(() => LanguageModel.Read(ModelFile.Read(whole.AsMemory(0, length))), Refused("damaged"), $"{length} bytes");
        }
    }

    /// <summary>Whatever a byte becomes, a model is read or refused with a sentence: nothing else is thrown, and little memory asked for.</summary>
    [Test]
    public void A_model_with_changed_bytes_is_read_or_refused()
    {
        var whole = ModelFiles.Bytes("deu");
        var random = new Random(20261127);
        var refused = 0;
        for (var round = 0; round < 60; round++)
        {
            var changed = (byte[])whole.Clone();
            var region = round % 3 == 0 ? 256 : round % 3 == 1 ? 4096 : changed.Length;
            for (var flip = 0; flip < 8; flip++)
            {
                changed[random.Next(region)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                LanguageModel.Read(ModelFile.Read(changed));
            }
            catch (UnreadableException e)
            {
                refused++;
                Assert.That(e.Failure.Detail, Does.EndWith("."));
            }
        }

        Assert.That(refused, Is.GreaterThan(10));
    }

    private static NUnit.Framework.Constraints.EqualConstraint<FailureCode> Refused(string sentence) =>
        Throws.TypeOf<UnreadableException>().With.Message.Contains(sentence).And.Property(nameof(UnreadableException.Failure)).Property(nameof(Failure.Code)).EqualTo(FailureCode.NotSupported);

    private static byte[] Renamed(byte[] network)
    {
        var copy = (byte[])network.Clone();
        var at = copy.AsSpan().IndexOf("Convolve"u8);
        "Reconfig"u8.CopyTo(copy.AsSpan(at));
        return copy;
    }
}
