/** Several pages of one browser: one leads, the others follow, whatever happens to it. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserNames, type BrowserPage } from '../../../test/stage/browsers.ts'
import { workerStand, type Ask, type WorkerStand } from '../../../test/stage/worker-stand.ts'

interface OpenTab {
  readonly page: BrowserPage
  readonly ask: Ask
  readonly me: string
  echo(text: string): Promise<unknown>
  told(): Promise<unknown[]>
}

/** For a machine that has much else to do. */
const patience = { timeout: 20_000 }
const refused = { refused: 'elsewhere' }
const answer = (text: string, { me }: OpenTab): object => ({ answer: { text, by: me } })

describe.each(browserNames)('tabs in %s', { timeout: 60_000 }, (browser) => {
  let stand: WorkerStand
  const tabs: OpenTab[] = []
  let made = 0
  beforeAll(async () => {
    stand = await workerStand(browser, 'tabs-worker')
  }, 60_000)
  afterAll(() => stand?.dispose())
  afterEach(async () => {
    for (const { page } of tabs.splice(0)) await page.close().catch(() => undefined)
  })

  const openTab = async (): Promise<OpenTab> => {
    const { page, ask } = await stand.open()
    const tab = {
      page,
      ask,
      me: await ask<string>('me'),
      echo: (text: string) => ask('ask', { what: 'echo', text }),
      told: () => page.evaluate(() => globalThis.told, null),
    }
    tabs.push(tab)
    return tab
  }
  const leads = ({ ask }: OpenTab): Promise<boolean> => ask<boolean>('leads')
  /** They join one after the other, so the first leads. */
  const joined = async (count: number, beat = 5000): Promise<OpenTab[]> => {
    const name = `tabs-${made++}`
    const all: OpenTab[] = []
    for (let i = 0; i < count; i++) {
      const tab = await openTab()
      await tab.ask('join', { name, beat })
      await vi.waitFor(async () => expect(await leads(all[0] ?? tab)).toBe(true), patience)
      all.push(tab)
    }
    return all
  }

  it('has one that leads, and it answers all', async () => {
    const [first, second, third] = (await joined(3)) as [OpenTab, OpenTab, OpenTab]
    expect(await Promise.all([first, second, third].map(leads))).toEqual([true, false, false])
    for (const tab of [first, second, third]) expect(await tab.echo('hello')).toEqual(answer('hello', first))
    const many = Array.from({ length: 50 }, (_, i) => String(i))
    expect(await Promise.all(many.map((text) => second.echo(text)))).toEqual(many.map((text) => answer(text, first)))
    expect(await first.told()).toEqual(['leads'])
    expect(await second.told()).toEqual([])
  })

  it('hands on files too, both ways', async () => {
    const [first, second] = (await joined(2)) as [OpenTab, OpenTab]
    for (const tab of [first, second])
      expect(await tab.ask('blob', { text: 'a picture ' })).toEqual({ by: first.me, text: 'a picture a picture ' })
  })

  it('has one that leads where two begin at the same moment, and answers what was asked before', async () => {
    const [a, b] = [await openTab(), await openTab()]
    const name = `tabs-${made++}`
    const answers = await Promise.all(
      [a, b].map(async (tab) => {
        await tab.ask('join', { name, beat: 5000 })
        return tab.echo('early')
      }),
    )
    const [leader] = (await leads(a)) ? [a] : [b]
    expect((await Promise.all([a, b].map(leads))).filter(Boolean)).toHaveLength(1)
    expect(answers).toEqual([answer('early', leader), answer('early', leader)])
  })

  it('keeps what is asked while nobody leads', async () => {
    const name = `tabs-${made++}`
    const [holder, a, b] = [await openTab(), await openTab(), await openTab()]
    await holder.ask('holdLock', { name })
    for (const tab of [a, b]) await tab.ask('join', { name, beat: 5000 })
    const asked = [b.echo('from b'), a.echo('from a')]
    expect(await Promise.all([a, b].map(leads))).toEqual([false, false])
    await holder.ask('letGo')
    expect(await Promise.all(asked)).toEqual([answer('from b', a), answer('from a', a)])
  })

  it('hands events of the leader to every tab, and those of no other', async () => {
    const [first, second, third] = (await joined(3)) as [OpenTab, OpenTab, OpenTab]
    await second.echo('so that it knows who leads')
    await third.echo('this one, too')
    await second.ask('tell', { event: 'from a follower' })
    await first.ask('tell', { event: 'one' })
    await first.ask('tell', { event: 'two' })
    await vi.waitFor(async () => expect(await second.told()).toEqual(['one', 'two']), patience)
    await vi.waitFor(async () => expect(await third.told()).toEqual(['one', 'two']), patience)
    expect(await first.told()).toEqual(['leads', 'one', 'two'])
  })

  it('refuses what was under way when the page of the leader is closed, and the next one leads', async () => {
    const [first, second, third] = (await joined(3)) as [OpenTab, OpenTab, OpenTab]
    const underWay = [second, third].map((tab) => tab.ask('ask', { what: 'wait', text: 'never answered' }))
    await vi.waitFor(async () => expect(await first.ask('underWay')).toBe(2), patience)
    await first.page.close()
    expect(await Promise.all(underWay)).toEqual([refused, refused])
    expect(await Promise.all([second, third].map(leads))).toEqual([true, false])
    expect(await third.echo('again')).toEqual(answer('again', second))
    await second.ask('tell', { event: 'new times' })
    await vi.waitFor(async () => expect(await third.told()).toEqual(['new times']), patience)
    expect(await second.told()).toEqual(['leads', 'new times'])
  })

  it('lets the next one lead when the leader leaves', async () => {
    const [first, second] = (await joined(2)) as [OpenTab, OpenTab]
    const underWay = [first, second].map((tab) => tab.ask('ask', { what: 'wait', text: 'late' }))
    await vi.waitFor(async () => expect(await first.ask('underWay')).toBe(2), patience)
    await first.ask('leave')
    expect(await Promise.all(underWay)).toEqual([refused, refused])
    await first.ask('goOn')
    expect(await first.echo('too late')).toEqual(refused)
    expect(await leads(first)).toBe(false)
    expect(await second.echo('still here')).toEqual(answer('still here', second))
  })

  it('goes on without a follower that leaves or is closed', async () => {
    const [first, second, third] = (await joined(3)) as [OpenTab, OpenTab, OpenTab]
    await second.ask('leave')
    await third.page.close()
    expect(await first.echo('alone')).toEqual(answer('alone', first))
    await first.ask('leave')
    expect(await leads(second), 'who has left does not lead').toBe(false)
  })

  it('says no more than that the leader failed', async () => {
    const [first, second] = (await joined(2)) as [OpenTab, OpenTab]
    const words = 'words of a message'
    await expect(first.ask('ask', { what: 'fail', text: words })).rejects.toThrow(words)
    await expect(second.ask('ask', { what: 'fail', text: words })).rejects.toThrow('the leading tab failed')
    expect(await second.echo('on')).toEqual(answer('on', first))
  })

  it('does not wait for ever for a leader that sleeps, but for one that is slow', async () => {
    const [first, second] = (await joined(2, 100)) as [OpenTab, OpenTab]
    const slow = second.ask('ask', { what: 'wait', text: 'slow' })
    await new Promise((resolve) => setTimeout(resolve, 800))
    await first.ask('goOn')
    expect(await slow).toEqual(answer('slow', first))
    const sleeping = first.ask('sleep', { milliseconds: 4000 })
    await vi.waitFor(async () => expect(await first.told()).toContain('sleeps'), patience)
    expect(await second.echo('hello?')).toEqual(refused)
    await sleeping
    expect(await second.echo('awake?')).toEqual(answer('awake?', first))
  })

  it('gives up a leader that has slept since before the tab came, and finds it when it wakes', async () => {
    const name = `tabs-${made++}`
    const [first, second] = [await openTab(), await openTab()]
    await first.ask('join', { name, beat: 100 })
    await vi.waitFor(async () => expect(await leads(first)).toBe(true), patience)
    const sleeping = first.ask('sleep', { milliseconds: 4000 })
    await vi.waitFor(async () => expect(await first.told()).toContain('sleeps'), patience)
    await second.ask('join', { name, beat: 100 })
    expect(await second.echo('anybody?')).toEqual(refused)
    expect(await second.echo('now?')).toEqual(refused)
    await sleeping
    expect(await second.echo('awake?')).toEqual(answer('awake?', first))
  })

  it('gives up a leader that sleeps sooner than a person gives up the app', async () => {
    const name = `tabs-${made++}`
    const [first, second] = [await openTab(), await openTab()]
    await first.ask('join', { name })
    await vi.waitFor(async () => expect(await leads(first)).toBe(true), patience)
    await second.ask('join', { name })
    expect(await second.echo('hello')).toEqual(answer('hello', first))
    const sleeping = first.ask('sleep', { milliseconds: 15_000 })
    await vi.waitFor(async () => expect(await first.told()).toContain('sleeps'), patience)
    expect(await second.echo('hello?')).toEqual(refused)
    // It still has the lock: nobody else leads, whatever it misses.
    expect(await leads(second)).toBe(false)
    await sleeping
    expect(await second.echo('awake?')).toEqual(answer('awake?', first))
  })
})
