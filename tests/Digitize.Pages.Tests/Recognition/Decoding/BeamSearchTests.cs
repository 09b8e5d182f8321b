using Digitize.Pages.Recognition.Decoding;
using Digitize.Pages.Recognition.Networks;
using Digitize.Pages.Tests.Recognition.Models;

namespace Digitize.Pages.Tests.Recognition.Decoding;

public sealed class BeamSearchTests
{
    [Test]
    public void Codes_that_follow_each_other_are_a_text_and_nulls_part_the_same_letter()
    {
        Assert.That(Read("t", "t", "", "h", "e", " ", "b", "e", "", "e"), Is.EqualTo("the bee"));
        Assert.That(Read("", "", ""), Is.Empty);
    }

    [Test]
    public void A_word_of_the_list_wins_over_a_letter_that_looks_a_little_surer()
    {
        Assert.That(Read("b", "r", "o", "t", "h", "e|c", "r"), Is.EqualTo("brother"));
        Assert.That(Read("b", "x", "q", "t", "h", "e|c", "r"), Is.EqualTo("bxqthcr"), "not a word either way");
    }

    [Test]
    public void A_beam_keeps_the_best_and_of_the_same_text_the_better()
    {
        var beam = new Beam(3);
        foreach (var (hash, score) in new[] { (1UL, -5f), (2UL, -1f), (3UL, -9f), (4UL, -2f), (2UL, -0.5f), (5UL, -20f) })
        {
            beam.Push(new BeamNode { Hash = hash, Score = score, Code = 1 });
        }

        Assert.That(beam.Nodes.ToArray().Select(node => (node.Hash, node.Score)), Is.EquivalentTo(new[] { (1UL, -5f), (2UL, -0.5f), (4UL, -2f) }));
        Assert.That(beam.Nodes[0].Hash, Is.EqualTo(1UL), "the worst is at the top");
    }

    /// <param name="columns">What each says: a letter, nothing for the null code, or two letters of which the second is a little likelier.</param>
    private static string Read(params string[] columns)
    {
        var model = ModelFiles.English;
        var probabilities = new Probabilities(model.Network.Codes.Outputs);
        probabilities.Resize(columns.Length);
        for (var column = 0; column < columns.Length; column++)
        {
            var values = probabilities.Column(column);
            values.Fill(1e-6f);
            var letters = columns[column].Split('|');
            values[CodeOf(letters[0])] = letters.Length == 1 ? 0.98f : 0.45f;
            if (letters.Length == 2)
            {
                values[CodeOf(letters[1])] = 0.54f;
            }
        }

        var search = new BeamSearch(model);
        var way = search.Search(probabilities, 0, columns.Length);
        return string.Join(' ', new WordSplit(model, search.Nodes).Split(way, 3).Select(word => word.Text));
    }

    private static int CodeOf(string letter)
    {
        var model = ModelFiles.English;
        return letter.Length == 0 ? model.NullCode : model.Codes.EndingCodes(0).First(code => model.Characters.Text(model.Codes.Character(0, code)) == letter);
    }
}
