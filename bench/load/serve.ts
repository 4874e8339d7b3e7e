/**
 * Ebb as its load is measured: the real server, with the limits off that keep one device from doing what the generator
 * does. Takes the data directory, the number of fronts and, as JSON, limits that are to be others.
 */
import process from 'node:process'
import type { Limits } from '@ebb/protocol'
import { startServer } from '@ebb/server'

const [data, workers = '0', others = '{}'] = process.argv.slice(2)
const many = 1_000_000_000
const server = await startServer({
  data: data!,
  port: 0,
  workers: Number(workers),
  limits: {
    channelsPerHour: many,
    bytesPerChannelAndMinute: many * 1000,
    requestsPerSecond: many,
    opensPerConnection: many,
    connectionsPerAddress: many,
    connectsPerAddressAndSecond: many,
    strangersPerAddress: many,
    ...(JSON.parse(others) as Partial<Limits>),
  },
  broken: () => process.exit(1),
})
process.stdout.write(`${JSON.stringify({ port: Number(new URL(server.url).port), invite: server.invite })}\n`)
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)))
