/** What this app promises and what not, in plain words. Says nothing that THREATS.md does not. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Bar } from '../pieces/bar.tsx'
import { Icon, type IconName } from '../pieces/icon.tsx'
import { preferences } from '../store/preferences.ts'
import { loadPromises, type PromisePoint, type PromiseWords } from '../words/promises.ts'

export function Promises(): JSX.Element | null {
  const { language } = preferences.value
  const [say, setSay] = useState<PromiseWords | undefined>(undefined)
  useEffect(() => {
    let wanted = true
    void loadPromises(language).then((found) => wanted && setSay(found))
    return () => {
      wanted = false
    }
  }, [language])
  if (say === undefined) return null
  return (
    <div class="screen">
      <Bar title={say.title} />
      {/* Nothing in it takes the focus, and keys must reach its end. */}
      <div class="scroll" tabIndex={0} role="region" aria-label={say.title}>
        <div class="page">
          <p>{say.intro}</p>
          <Part title={say.isTitle} icon="shield" points={Object.values(say.is)} />
          <Part title={say.isNotTitle} icon="warn" points={Object.values(say.isNot)} />
        </div>
      </div>
    </div>
  )
}

interface PartProps {
  readonly title: string
  readonly icon: IconName
  readonly points: readonly PromisePoint[]
}

function Part({ title, icon, points }: PartProps): JSX.Element {
  return (
    <section class="stack">
      <h2 class="promise-head">
        <span class={icon === 'warn' ? 'promise-mark promise-not' : 'promise-mark'}>
          <Icon name={icon} small />
        </span>
        {title}
      </h2>
      <ul class="group">
        {points.map((point) => (
          <li key={point.title} class="promise">
            <h3>{point.title}</h3>
            <p class="soft">{point.text}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
