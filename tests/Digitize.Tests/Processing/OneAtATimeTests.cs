using Digitize.Processing;

namespace Digitize.Tests.Processing;

public sealed class OneAtATimeTests
{
    [Test]
    public async Task One_is_in_with_a_key_others_with_other_keys_and_who_gives_up_holds_nobody_up()
    {
        var turns = new OneAtATime<string>();
        using var impatience = new CancellationTokenSource();
        var first = await turns.EnterAsync("a", CancellationToken.None);
        var impatient = turns.EnterAsync("a", impatience.Token);
        var second = turns.EnterAsync("a", CancellationToken.None);
        using (await turns.EnterAsync("b", CancellationToken.None))
        {
            Assert.That((impatient.IsCompleted, second.IsCompleted), Is.EqualTo((false, false)));
        }

        await impatience.CancelAsync();
        Assert.That(async () => await impatient, Throws.InstanceOf<OperationCanceledException>());
        first.Dispose();
        (await second).Dispose();
        using var again = await turns.EnterAsync("a", CancellationToken.None);
        Assert.That(turns.EnterAsync("a", new CancellationToken(canceled: true)).IsCanceled, Is.True);
    }
}
