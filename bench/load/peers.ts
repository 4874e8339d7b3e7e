/** Who else carries messages: started on loopback as Debian packages them, with their limits off and nothing written to disk. */
import { once } from 'node:events'
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { quietPort } from '../../test/stage/quiet-port.ts'
import { pinned, type Pinned } from './pinned.ts'

export interface Started {
  readonly server: Pinned
  readonly port: number
  readonly invite: string | null
}

export async function mosquitto(folder: string, core: number): Promise<Started> {
  const port = await quietPort()
  const path = join(folder, 'mosquitto.conf')
  const settings = ['allow_anonymous true', 'max_inflight_messages 0', 'max_queued_messages 0', 'set_tcp_nodelay true']
  writeFileSync(path, [`listener ${port} 127.0.0.1`, ...settings, 'log_type none', ''].join('\n'))
  return started('mosquitto', pinned(core, [mustHave('/usr/sbin/mosquitto', 'mosquitto'), '-c', path]), port)
}

/** Erlang with one scheduler, because it has one core; without the names of machines that it needs for clusters. */
export async function ejabberd(folder: string, core: number): Promise<Started> {
  const [code] = globSync('/usr/lib/*/ejabberd-*/ebin')
  const port = await quietPort()
  const path = join(folder, 'ejabberd.yml')
  const listen = `{ port: ${port}, ip: "127.0.0.1", module: ejabberd_c2s, shaper: none, max_stanza_size: infinity, max_fsm_queue: 1000000 }`
  const settings = [
    'hosts: [localhost]',
    'loglevel: none',
    `listen: [${listen}]`,
    'auth_method: [anonymous]',
    'anonymous_protocol: login_anon',
    'max_fsm_queue: 1000000',
    'modules: { mod_stream_mgmt: { max_ack_queue: infinity } }',
    '',
  ]
  writeFileSync(path, settings.join('\n'))
  const erl = mustHave('/usr/bin/erl', 'ejabberd')
  const flags = ['+S', '1', '-noinput', '-noshell', '-pa', mustHave(code ?? '', 'ejabberd')]
  const places = [
    '-ejabberd',
    'config',
    `"${path}"`,
    'log_path',
    `"${join(folder, 'log')}"`,
    '-mnesia',
    'dir',
    `"${folder}"`,
  ]
  return started('ejabberd', pinned(core, [erl, ...flags, ...places, '-s', 'ejabberd'], true), port)
}

export async function prosody(folder: string, core: number): Promise<Started> {
  const port = await quietPort()
  const path = join(folder, 'prosody.cfg.lua')
  mkdirSync(join(folder, 'data'))
  const settings = [
    `pidfile = "${join(folder, 'pid')}"; data_path = "${join(folder, 'data')}"; run_as_root = true`,
    'modules_enabled = { "saslauth"; "smacks"; "message"; "presence" }',
    'modules_disabled = { "s2s"; "offline"; "limits"; "tls" }',
    `c2s_ports = { ${port} }; c2s_interfaces = { "127.0.0.1" }; c2s_require_encryption = false`,
    'allow_unencrypted_plain_auth = true; authentication = "insecure"; insecure_open_authentication = "Yes please, I know what I\'m doing!"',
    'smacks_max_unacked_stanzas = 1000000; smacks_max_queue_size = 1000000',
    'log = { }',
    'VirtualHost "localhost"',
    '',
  ]
  writeFileSync(path, settings.join('\n'))
  return started('prosody', pinned(core, [mustHave('/usr/bin/prosody', 'prosody'), '--config', path, '-F']), port)
}

/** Throws where it is not installed. */
function mustHave(path: string, debian: string): string {
  if (!existsSync(path)) throw new Error(`Install the Debian package ${debian} first: apt-get install ${debian}`)
  return path
}

/** When it listens. */
async function started(name: string, server: Pinned, port: number): Promise<Started> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = connect({ port, host: '127.0.0.1' })
    try {
      await once(socket, 'connect')
      socket.destroy()
      return { server, port, invite: null }
    } catch {
      await new Promise((resolve) => void setTimeout(resolve, 100))
    }
  }
  await server.stop()
  throw new Error(`${name} does not listen`)
}
