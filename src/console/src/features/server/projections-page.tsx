import { Stack } from '@mantine/core'
import { DeadLetters } from './dead-letters'
import { Projections } from './projections'
import { ServerPage } from './server-page'

export function ProjectionsPage() {
  return (
    <ServerPage tab="/server/projections">
      <Stack gap="lg">
        <Projections />
        <DeadLetters />
      </Stack>
    </ServerPage>
  )
}
