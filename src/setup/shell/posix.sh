PATH="@folder@:$PATH"; export PATH;
