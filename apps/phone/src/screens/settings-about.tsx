/** What this app is made of, and what it promises. */
import type { JSX } from 'preact'
import { buildHash } from 'virtual:build'
import { version } from '../../package.json'
import { Icon } from '../pieces/icon.tsx'
import { LinkRow } from '../pieces/setting-row.tsx'
import { go } from '../store/route.ts'
import { words } from '../words/words.ts'

export function AboutSection(): JSX.Element {
  const say = words.value.house.settings
  return (
    <section class="section">
      <h2 class="section-title">{say.about}</h2>
      <ul class="group">
        <LinkRow icon="shield" name={say.promises} onOpen={() => go({ at: 'promises' })} />
        <li class="row">
          <Icon name="info" />
          <span class="row-body">
            <span>
              {say.version} <bdi dir="ltr">{version}</bdi>
            </span>
            <span class="row-line">
              {say.build} <bdi class="build-hash">{buildHash}</bdi>
            </span>
            <span class="row-line">{say.buildText}</span>
          </span>
        </li>
      </ul>
    </section>
  )
}
