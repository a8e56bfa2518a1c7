// Reads PowerShell scripts by their grammar: node parse_powershell.js FOLDER-OF-THE-GRAMMAR SCRIPT…
// One line for each script: "right", or the line and column of the first thing that is wrong.
const { readFileSync } = require('fs')

async function main ([grammar, ...scripts]) {
  const { Parser, Language } = require(`${grammar}/web-tree-sitter.cjs`)
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(`${grammar}/tree-sitter-powershell.wasm`))
  for (const script of scripts) {
    const wrong = firstWrong(parser.parse(readFileSync(script, 'utf8')).rootNode)
    console.log(wrong ? `${wrong.startPosition.row + 1}:${wrong.startPosition.column + 1} ${wrong.type}` : 'right')
  }
}

function firstWrong (node) {
  if (node.isError || node.isMissing) return node
  for (const child of node.children) {
    const wrong = firstWrong(child)
    if (wrong) return wrong
  }
}

main(process.argv.slice(2))
